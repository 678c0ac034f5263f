package org.m365siem.spool.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;
import org.m365siem.spool.SinkReader;

/** Append and drain of records of 2 KB in batches of 500, four sinks: {@code ./mvnw -Pbench test -Dtest=SpoolBench}. */
@Tag("bench")
class SpoolBench {
    private static final int EVENTS = Integer.getInteger("bench.events", 200_000);
    private static final int BATCH = 500;
    private static final String[] SINKS = {"kafka", "sentinel", "splunk", "syslog"};

    @TempDir
    Path directory;

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @Test
    void appendThenDrainThenBothAtOnce() throws Exception {
        for (String round : List.of("warm-up", "measured")) {
            Path store = directory.resolve(round);
            SpoolOptions options = Spools.options(store);
            try (SqliteSpool spool = Spools.open(options, SINKS)) {
                List<EventBatch> templates = templates();
                measure(round + " append", EVENTS, () -> append(spool, templates, "a"));
                long stored = Spools.number(store, "select bytes from log");
                long json = templates.stream().mapToLong(EventBatch::bytes).sum() / (templates.size() * BATCH);
                System.out.printf("%s: %d bytes of JSON an event, %d on disk%n", round, json, stored / EVENTS);
                measure(round + " status, 1000 times", 1000, () -> {
                    for (int i = 0; i < 1000; i++) {
                        spool.sinks();
                        spool.status();
                    }
                });
                measure(round + " drain by 4 sinks", EVENTS, () -> drain(spool, EVENTS));
                spool.maintain();
                measure(round + " append and drain by 4 sinks", EVENTS, () -> {
                    CompletableFuture<Void> source = CompletableFuture.runAsync(() -> append(spool, templates, "b"));
                    drain(spool, EVENTS);
                    source.join();
                });
            }
        }
    }

    private static List<EventBatch> templates() {
        List<EventBatch> templates = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            templates.add(Spools.realistic(i * BATCH, BATCH, new Random(i)));
        }
        return templates;
    }

    private static void append(SqliteSpool spool, List<EventBatch> templates, String run) {
        for (int i = 0; i < EVENTS / BATCH; i++) {
            String prefix = run + i + "-";
            EventBatch template = templates.get(i % templates.size());
            List<SecurityEvent> events = template.events().stream()
                    .map(e -> new SecurityEvent(
                            prefix + e.id(),
                            e.tenant(),
                            e.source(),
                            e.feed(),
                            e.type(),
                            e.time(),
                            e.severity(),
                            e.user(),
                            e.json()))
                    .toList();
            assertThat(spool.append(EventBatch.of(template.source(), template.tenant(), events))
                            .fresh())
                    .isEqualTo(BATCH);
        }
    }

    private static void drain(SqliteSpool spool, int expected) {
        ExecutorService threads = Executors.newFixedThreadPool(SINKS.length);
        List<CompletableFuture<Void>> sinks = new ArrayList<>();
        for (String sink : SINKS) {
            sinks.add(CompletableFuture.runAsync(() -> read(spool, sink, expected), threads));
        }
        sinks.forEach(CompletableFuture::join);
        threads.shutdown();
    }

    private static void read(SqliteSpool spool, String sink, int expected) {
        int[] got = {0};
        SinkReader reader = spool.reader(sink);
        while (got[0] < expected) {
            reader.next()
                    .ifPresentOrElse(
                            chunk -> {
                                got[0] += chunk.batch().size();
                                reader.delivered(chunk, chunk.batch().ids());
                            },
                            () -> await(spool));
        }
    }

    private static void await(SqliteSpool spool) {
        try {
            spool.awaitAppend(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void measure(String what, int count, Runnable work) {
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        double micros = (system.getProcessCpuTime() - cpu) / 1e3 / count;
        System.out.printf("%s: %,.0f a second, %.1f us CPU each%n", what, count / seconds, micros);
    }
}
