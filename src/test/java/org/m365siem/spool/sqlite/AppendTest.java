package org.m365siem.spool.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.TickingClock;
import org.m365siem.collect.FeedKey;
import org.m365siem.collect.FeedStatus;
import org.m365siem.event.EventBatch;
import org.m365siem.spool.FeedEntry;
import org.m365siem.spool.SinkReader;
import org.m365siem.spool.Spool.Appended;

class AppendTest {
    @TempDir
    Path directory;

    @Test
    void anEventIsKeptOnceWhateverTheBatchItComesIn() throws Exception {
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            assertThat(spool.append(Spools.batch("a", "b", "a"))).isEqualTo(new Appended(2, 1));
            assertThat(spool.append(Spools.batch("b", "c"))).isEqualTo(new Appended(1, 1));
            assertThat(spool.append(Spools.batch("a", "b", "c"))).isEqualTo(new Appended(0, 3));
            assertThat(spool.append(EventBatch.of("office365-audit", "t1", List.of())))
                    .isEqualTo(new Appended(0, 0));
            assertThat(Spools.number(directory, "select count(*) from chunk")).isEqualTo(2);
            assertThat(Spools.drain(spool.reader("splunk"))).containsExactly("a", "b", "c");
        }
    }

    @Test
    void eventsAreRememberedOverARestartAndAfterTheirDelivery() {
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            spool.append(Spools.batch("a", "b"));
            Spools.drain(spool.reader("splunk"));
            spool.maintain();
        }
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            assertThat(spool.append(Spools.batch("a", "b", "c"))).isEqualTo(new Appended(1, 2));
            assertThat(spool.status().ids()).isEqualTo(3);
            assertThat(Spools.drain(spool.reader("splunk"))).containsExactly("c");
        }
    }

    @Test
    void anEventIsForgottenWhenTheWindowIsOver() {
        TickingClock clock = new TickingClock();
        try (SqliteSpool spool = Spools.open(Spools.options(directory).clock(clock), "splunk")) {
            spool.append(Spools.batch("a"));
            clock.tick(Duration.ofDays(2));
            spool.maintain();
            clock.tick(Duration.ofDays(5));
            spool.maintain();
            assertThat(spool.append(Spools.batch("a"))).isEqualTo(new Appended(0, 1));
            clock.tick(Duration.ofDays(2));
            spool.maintain();
            assertThat(spool.append(Spools.batch("a"))).isEqualTo(new Appended(1, 0));
        }
    }

    @Test
    void rowsOfIdsLeaveTheDatabaseWhenTheWindowHasThemInFiles() throws Exception {
        TickingClock clock = new TickingClock();
        try (SqliteSpool spool = Spools.open(Spools.options(directory).clock(clock), "splunk")) {
            spool.append(Spools.batch("a"));
            spool.append(Spools.batch("b"));
            spool.maintain();
            assertThat(Spools.number(directory, "select count(*) from ids")).isEqualTo(2);
            clock.tick(Duration.ofDays(1));
            spool.maintain();
            assertThat(Spools.number(directory, "select count(*) from ids")).isZero();
            assertThat(spool.append(Spools.batch("a", "b"))).isEqualTo(new Appended(0, 2));
        }
    }

    @Test
    void everySinkGetsTheEventsInAppendOrderAsTheyWereAppended() {
        try (SqliteSpool spool = Spools.open(directory, "splunk", "kafka")) {
            for (int i = 0; i < 50; i++) {
                spool.append(Spools.numbers(i * 10, i * 10 + 10));
            }
            List<String> all = Spools.numbers(0, 500).ids();
            assertThat(Spools.drain(spool.reader("splunk"))).isEqualTo(all);
            SinkReader.Chunk chunk = spool.reader("kafka").next().orElseThrow();
            Spools.assertSame(chunk.batch(), Spools.numbers(0, 10), "chunk");
        }
    }

    @Test
    void anAppendBetweenALookAndTheWaitIsNotSleptThrough() throws Exception {
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            SinkReader reader = spool.reader("splunk");
            assertThat(reader.next()).isEmpty();
            spool.append(Spools.batch("a"));
            long start = System.nanoTime();
            spool.awaitAppend(Duration.ofMinutes(1));
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(30));
            assertThat(Spools.drain(reader)).containsExactly("a");

            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
                try {
                    spool.awaitAppend(Duration.ofMinutes(1));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            int[] next = {0};
            org.awaitility.Awaitility.await()
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> spool.append(Spools.batch("n" + next[0]++)).fresh() == 1 && waiting.isDone());
            waiting.join();
        }
    }

    @Test
    void cursorsOfSourcesAndTheirStatusAreKept() {
        FeedKey feed = new FeedKey("office365-audit", "t1", "Audit.Exchange");
        FeedStatus status = new FeedStatus(
                "throttled",
                Spools.START,
                3,
                null,
                "429",
                Instant.parse("2026-03-01T12:05:00.123Z"),
                Map.of("expired", 7L));
        try (SqliteSpool spool = Spools.open(directory)) {
            assertThat(spool.cursors().load(feed)).isEmpty();
            spool.cursors().save(feed, "{\"old\":1}", status);
            spool.cursors().save(feed, "{\"position\":\"…\"}", status);
        }
        try (SqliteSpool spool = Spools.open(directory)) {
            assertThat(spool.cursors().load(feed)).contains("{\"position\":\"…\"}");
            assertThat(spool.feeds()).containsExactly(new FeedEntry(feed, status));
        }
    }
}
