package org.m365siem.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.m365siem.simulator.Ports;

/** The packaged program as a process of its own, driven as an operator drives it. */
final class Program implements AutoCloseable {
    static final Path JAR = Path.of("target", "m365-siem-exec.jar").toAbsolutePath();
    /** A command, or a refusal to start, is over by then, however loaded the machine is. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final Process process;
    private final long started = System.nanoTime();
    private final StringBuilder output = new StringBuilder();
    private final Thread reader = new Thread(this::read, "program-output");
    private final int port;

    private Program(Process process, int port) {
        this.process = process;
        this.port = port;
        reader.setDaemon(true);
        reader.start();
    }

    /** What a process that has ended by itself leaves behind. */
    record Ended(int code, String output) {}

    /** Skips the test where nobody has packaged the program. */
    static void assumePackaged() {
        Assumptions.assumeTrue(
                Files.exists(JAR),
                () -> JAR + " is not there: these tests need ./mvnw -DskipTests package before them");
    }

    /** Starts the program in a folder, its HTTP on a free port; nothing of this process's environment reaches it. */
    static Program start(Folder folder, Map<String, String> environment, String... args) {
        assumePackaged();
        int port = Ports.free();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.path().toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("SERVER_PORT", Integer.toString(port));
        builder.environment().putAll(environment);
        try {
            return new Program(builder.start(), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command to its end. */
    static Ended run(Folder folder, Map<String, String> environment, String... args) {
        try (Program program = start(folder, environment, args)) {
            return program.end(PATIENCE);
        }
    }

    /** The output of a command that ends with 0. */
    static String succeed(Folder folder, Map<String, String> environment, String... args) {
        Ended ended = run(folder, environment, args);
        assertThat(ended.code()).as(ended.output()).isZero();
        return ended.output();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (output) {
                    output.append(line).append('\n');
                }
            }
        } catch (IOException ended) {
            // with the process
        }
    }

    String output() {
        synchronized (output) {
            return output.toString();
        }
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Since the process was started. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    void awaitOutput(String part, Duration atMost) {
        Awaitility.await("output '" + part + "'")
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(output()).contains(part));
    }

    /** Waits for the overall state of health. */
    void awaitHealth(String status, Duration atMost) {
        Awaitility.await("health " + status)
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(get("/actuator/health")).startsWith("{\"status\":\"" + status + "\""));
    }

    /** What an address of the program answers, whatever the status. */
    String get(String path) {
        try {
            URI uri = URI.create("http://127.0.0.1:" + port + path);
            HttpRequest request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(output(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits for the end. */
    Ended end(Duration atMost) {
        try {
            assertThat(process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS))
                    .as("ended within %s; output: %s", atMost, output())
                    .isTrue();
            reader.join(5_000);
            return new Ended(process.exitValue(), output());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** SIGTERM, and how long the program took to end. */
    Duration terminate() {
        long asked = System.nanoTime();
        process.destroy();
        Ended ended = end(Duration.ofSeconds(30));
        Duration took = Duration.ofNanos(System.nanoTime() - asked);
        assertThat(ended.code()).as(ended.output()).isIn(0, 143);
        return took;
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        end(PATIENCE);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
