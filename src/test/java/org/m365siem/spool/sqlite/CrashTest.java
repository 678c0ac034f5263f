package org.m365siem.spool.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.event.EventBatch;
import org.m365siem.spool.SinkReader;

/** What a process that ends without a word leaves behind. */
@Timeout(240)
class CrashTest {
    private static final int KILLS = 5;
    private static final int BATCH = 50;

    @TempDir
    Path directory;

    @Test
    void aCopyTakenWhileTheStoreIsOpenLosesNothingAndRepeatsNothingConfirmed() throws Exception {
        Path copy = directory.resolve("copy");
        try (SqliteSpool spool = Spools.open(directory.resolve("store"), "splunk")) {
            SinkReader reader = spool.reader("splunk");
            for (int i = 0; i < 20; i++) {
                spool.append(Spools.numbers(i * 10, i * 10 + 10));
            }
            for (int i = 0; i < 5; i++) {
                SinkReader.Chunk chunk = reader.next().orElseThrow();
                reader.delivered(chunk, chunk.batch().ids());
            }
            SinkReader.Chunk half = reader.next().orElseThrow();
            reader.delivered(half, half.batch().ids().subList(0, 4));
            // by another process: reading the files here would drop SQLite's locks
            Process cp =
                    new ProcessBuilder("cp", "-r", directory.resolve("store").toString(), copy.toString()).start();
            assertThat(cp.waitFor()).isZero();
        }
        try (SqliteSpool spool = Spools.open(copy, "splunk")) {
            assertThat(spool.append(Spools.numbers(0, 201)).fresh()).isEqualTo(1);
            assertThat(Spools.drain(spool.reader("splunk")))
                    .isEqualTo(Spools.numbers(54, 201).ids());
        }
    }

    @Test
    void aProcessKilledInTheMiddleLosesNothingAndRepeatsAtMostWhatWasInFlight() throws Exception {
        Random random = new Random(11);
        Map<String, Map<String, Integer>> received =
                new HashMap<>(Map.of("kafka", new HashMap<>(), "splunk", new HashMap<>()));
        int appended = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            appended = Math.max(appended, runAndKill(received, 40 + random.nextInt(40)));
        }
        assertThat(appended).isGreaterThan(KILLS * 10);
        try (SqliteSpool spool = Spools.open(directory, "splunk", "kafka")) {
            assertThat(spool.append(numbers(0)).fresh())
                    .as("an event is remembered over kills")
                    .isZero();
            for (String sink : received.keySet()) {
                Spools.drain(spool.reader(sink))
                        .forEach(id -> received.get(sink).merge(id, 1, Integer::sum));
            }
        }
        List<String> all =
                IntStream.range(0, appended * BATCH).mapToObj(i -> "e" + i).toList();
        received.forEach((sink, counts) -> {
            assertThat(counts.keySet()).as(sink).containsAll(all);
            long repeated = counts.values().stream().mapToInt(n -> n - 1).sum();
            assertThat(repeated).as("repeated at " + sink).isLessThanOrEqualTo(KILLS * BATCH);
        });
    }

    private static EventBatch numbers(int batch) {
        return Spools.numbers(batch * BATCH, batch * BATCH + BATCH);
    }

    /** @return how many batches the process said it had appended */
    private int runAndKill(Map<String, Map<String, Integer>> received, int lines) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Worker.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        int appended = 0;
        List<String> said = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (!line.endsWith(".")) {
                    continue; // cut off by the kill, or a line of the log
                }
                said.add(line);
                if (said.size() == lines) {
                    process.toHandle().destroyForcibly(); // SIGKILL; what is in the pipe can still be read
                }
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        for (String line : said) {
            String[] words = line.substring(0, line.length() - 1).split(" ");
            if (words[0].equals("appended")) {
                appended = Integer.parseInt(words[1]) + 1;
            } else {
                for (String id : words[1].split(",")) {
                    received.get(words[0]).merge(id, 1, Integer::sum);
                }
            }
        }
        assertThat(said.size()).as("lines before the kill").isGreaterThanOrEqualTo(lines);
        return appended;
    }

    /** The program that is killed: appends, and delivers to two sinks, which are lines on standard output. */
    static final class Worker {
        private Worker() {}

        public static void main(String[] arguments) throws Exception {
            PrintStream out = System.out;
            SqliteSpool spool = Spools.open(Path.of(arguments[0]), "splunk", "kafka");
            for (String sink : List.of("splunk", "kafka")) {
                Thread thread = new Thread(() -> deliver(spool, sink, out));
                thread.setDaemon(true);
                thread.start();
            }
            for (int i = 0; ; i++) {
                if (spool.append(numbers(i)).fresh() > 0) {
                    out.println("appended " + i + ".");
                }
                if (i % 10 == 0) {
                    spool.maintain();
                }
            }
        }

        private static void deliver(SqliteSpool spool, String sink, PrintStream out) {
            SinkReader reader = spool.reader(sink);
            while (true) {
                reader.next().ifPresent(chunk -> {
                    out.println(sink + " " + String.join(",", chunk.batch().ids()) + ".");
                    reader.delivered(chunk, chunk.batch().ids());
                });
                try {
                    spool.awaitAppend(Duration.ofMillis(100));
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }
}
