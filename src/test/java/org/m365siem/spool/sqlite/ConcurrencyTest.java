package org.m365siem.spool.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.spool.SinkReader;

@Timeout(120)
class ConcurrencyTest {
    private static final int BATCHES = 300;

    @TempDir
    Path directory;

    @Test
    void fourSinksReadWhileTwoSourcesAppendAndThePurgeRuns() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        String[] sinks = {"kafka", "sentinel", "splunk", "syslog"};
        try (SqliteSpool spool = Spools.open(directory, sinks)) {
            List<CompletableFuture<List<String>>> readers = new ArrayList<>();
            for (String sink : sinks) {
                readers.add(CompletableFuture.supplyAsync(() -> read(spool, sink), threads));
            }
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<Void> maintenance = CompletableFuture.runAsync(
                    () -> {
                        while (!over.get()) {
                            spool.maintain();
                            spool.sinks();
                            spool.status();
                        }
                    },
                    threads);
            // both sources bring the same events: each is kept once
            CompletableFuture<?> one = CompletableFuture.runAsync(() -> append(spool), threads);
            CompletableFuture<?> two = CompletableFuture.runAsync(() -> append(spool), threads);
            CompletableFuture.allOf(one, two).get(60, TimeUnit.SECONDS);
            List<String> first = readers.get(0).get(60, TimeUnit.SECONDS);
            assertThat(first)
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, BATCHES * 10)
                            .mapToObj(i -> "e" + i)
                            .toList());
            for (CompletableFuture<List<String>> reader : readers) {
                assertThat(reader.get(60, TimeUnit.SECONDS)).isEqualTo(first);
            }
            over.set(true);
            maintenance.get(10, TimeUnit.SECONDS);
            spool.maintain();
            assertThat(Spools.number(directory, "select count(*) from chunk")).isZero();
        } finally {
            threads.shutdownNow();
        }
    }

    private static void append(SqliteSpool spool) {
        for (int i = 0; i < BATCHES; i++) {
            spool.append(Spools.numbers(i * 10, i * 10 + 10));
        }
    }

    private static List<String> read(SqliteSpool spool, String sink) {
        Random random = new Random(sink.hashCode());
        List<String> got = new ArrayList<>();
        SinkReader reader = spool.reader(sink);
        while (got.size() < BATCHES * 10) {
            reader.next()
                    .ifPresentOrElse(
                            chunk -> {
                                List<String> ids = chunk.batch().ids();
                                int half = random.nextInt(ids.size());
                                reader.delivered(chunk, ids.subList(0, half));
                                reader.delivered(chunk, ids.subList(half, ids.size()));
                                got.addAll(ids);
                            },
                            () -> await(spool));
        }
        return got;
    }

    private static void await(SqliteSpool spool) {
        try {
            spool.awaitAppend(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
