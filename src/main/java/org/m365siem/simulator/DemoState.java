package org.m365siem.simulator;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the second life of a demo needs to know of the first: the seed, when the tenant began, and every port. A cursor holds
 * addresses of the tenant, and the tenant's time line follows from seed and start.
 */
final class DemoState {
    private static final Logger LOG = LoggerFactory.getLogger(DemoState.class);
    private static final String FILE = "demo.properties";
    private static final List<String> PORTS = List.of(
            "tenant", "syslog", "splunk", "sentinel", "kafka", "kafka-clients", "kafka-internal", "kafka-controller");

    private final Path directory;
    private final Properties properties;

    private DemoState(Path directory, Properties properties) {
        this.directory = directory;
        this.properties = properties;
    }

    /** Goes on with what lies in the directory; starts over when told so, when the options differ, or when it was finished. */
    static DemoState open(DemoOptions options, Clock clock) {
        try {
            Path directory = options.directory().toAbsolutePath().normalize();
            Properties kept = read(directory);
            String identity = identity(options);
            boolean goesOn = !options.fresh()
                    && identity.equals(kept.getProperty("identity"))
                    && kept.getProperty("finished") == null
                    && (options.seed().isEmpty()
                            || kept.getProperty("seed")
                                    .equals(Long.toString(options.seed().getAsLong())));
            if (goesOn) {
                LOG.info(
                        "demo: going on with the simulated tenant of {} (seed {})",
                        kept.get("start"),
                        kept.get("seed"));
                return new DemoState(directory, kept);
            }
            deleteAll(directory, kept);
            return create(directory, options, identity, clock);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the demo directory " + options.directory(), e);
        }
    }

    private static DemoState create(Path directory, DemoOptions options, String identity, Clock clock)
            throws IOException {
        Files.createDirectories(directory);
        Properties properties = new Properties();
        properties.setProperty("identity", identity);
        properties.setProperty("seed", Long.toString(options.seed().orElseGet(() -> clock.millis() % 1_000_000)));
        properties.setProperty("start", clock.instant().toString());
        PORTS.forEach(port -> properties.setProperty("port." + port, Integer.toString(Ports.free())));
        DemoState state = new DemoState(directory, properties);
        state.write();
        LOG.info("demo: a new simulated tenant (seed {}) in {}", state.seed(), directory);
        return state;
    }

    private static String identity(DemoOptions options) {
        return "events=" + (options.events().isPresent() ? options.events().getAsLong() : "endless") + " rate="
                + options.rate() + " records=" + options.records();
    }

    private static Properties read(Path directory) throws IOException {
        Properties properties = new Properties();
        if (Files.exists(directory.resolve(FILE))) {
            try (Reader reader = Files.newBufferedReader(directory.resolve(FILE))) {
                properties.load(reader);
            }
        }
        return properties;
    }

    private void write() throws IOException {
        Path draft = directory.resolve(FILE + ".new");
        try (Writer writer = Files.newBufferedWriter(draft)) {
            properties.store(writer, "what the next start of the demo goes on with");
        }
        Files.move(draft, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Deletes only what a demo has made: a directory without its file is left alone. */
    private static void deleteAll(Path directory, Properties kept) throws IOException {
        if (kept.isEmpty()) {
            return;
        }
        LOG.info("demo: starting over in {}", directory);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Everything was delivered and reported: the next start is a new demo. */
    void finish() {
        try {
            properties.setProperty("finished", "true");
            write();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + directory.resolve(FILE), e);
        }
    }

    Path directory() {
        return directory;
    }

    long seed() {
        return Long.parseLong(properties.getProperty("seed"));
    }

    Instant start() {
        return Instant.parse(properties.getProperty("start"));
    }

    int port(String name) {
        return Integer.parseInt(properties.getProperty("port." + name));
    }
}
