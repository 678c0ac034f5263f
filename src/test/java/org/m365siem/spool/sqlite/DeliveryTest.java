package org.m365siem.spool.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.TickingClock;
import org.m365siem.spool.SinkReader;
import org.m365siem.spool.SinkReader.Chunk;
import org.m365siem.spool.SinkReader.Refusal;
import org.m365siem.spool.SinkState;
import org.m365siem.spool.SinkStatus;
import org.m365siem.spool.StaleReaderException;

class DeliveryTest {
    @TempDir
    Path directory;

    private static SinkStatus status(SqliteSpool spool) {
        return spool.sinks().get(0);
    }

    @Test
    void whatIsConfirmedInPartOrOutOfOrderIsNotRepeatedAfterARestart() {
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            spool.append(Spools.batch("a", "b", "c"));
            spool.append(Spools.batch("d"));
            spool.append(Spools.batch("e", "f"));
            SinkReader reader = spool.reader("splunk");
            Chunk first = reader.next().orElseThrow();
            Chunk second = reader.next().orElseThrow();
            Chunk third = reader.next().orElseThrow();
            reader.delivered(third, List.of("f"));
            reader.delivered(second, List.of("d"));
            reader.delivered(first, List.of("b"));
            assertThat(status(spool).lagEvents()).isEqualTo(3);
        }
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            assertThat(status(spool).lagEvents()).isEqualTo(3);
            SinkReader reader = spool.reader("splunk");
            Chunk first = reader.next().orElseThrow();
            assertThat(first.batch().ids()).containsExactly("a", "c");
            reader.rewind(first.sequence());
            assertThat(Spools.drain(reader)).containsExactly("a", "c", "e");
            assertThat(status(spool).lagEvents()).isZero();
            assertThat(status(spool).lagBytes()).isZero();
            assertThat(status(spool).oldest()).isNull();
        }
    }

    @Test
    void anyOrderOfConfirmationsEndsWithNothingLeft() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TreeSet<String> left = new TreeSet<>(Spools.numbers(0, 300).ids());
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            for (int i = 0; i < 60; i++) {
                spool.append(Spools.numbers(i * 5, i * 5 + 5));
            }
        }
        while (!left.isEmpty()) {
            try (SqliteSpool spool = Spools.open(directory, "splunk")) {
                SinkReader reader = spool.reader("splunk");
                assertThat(new TreeSet<>(Spools.look(reader)))
                        .as("seed " + seed)
                        .isEqualTo(left);
                assertThat(status(spool).lagEvents()).as("seed " + seed).isEqualTo(left.size());
                int budget = 60;
                for (var next = reader.next(); next.isPresent() && budget > 0; next = reader.next()) {
                    Chunk chunk = next.get();
                    List<String> some = chunk.batch().ids().stream()
                            .filter(id -> random.nextInt(3) > 0)
                            .toList();
                    reader.delivered(chunk, some);
                    left.removeAll(some);
                    budget -= some.size();
                }
            }
        }
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            assertThat(spool.reader("splunk").next()).isEmpty();
            assertThat(spool.status().pendingBytes()).isZero();
        }
    }

    @Test
    void rewindHandsOutAgainButNotWhatIsConfirmed() {
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            spool.append(Spools.batch("a"));
            spool.append(Spools.batch("b"));
            spool.append(Spools.batch("c"));
            SinkReader reader = spool.reader("splunk");
            Chunk first = reader.next().orElseThrow();
            Chunk second = reader.next().orElseThrow();
            reader.delivered(second, List.of("b"));
            assertThat(reader.next().orElseThrow().batch().ids()).containsExactly("c");
            reader.rewind(first.sequence());
            assertThat(Spools.look(reader)).containsExactly("a", "c");
            reader.delivered(second, List.of("b"));
            reader.delivered(first, List.of("a", "not there"));
            assertThat(Spools.drain(reader)).containsExactly("c");
        }
    }

    @Test
    void onlyTheNewestReaderOfASinkMovesItsCursor() throws Exception {
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            spool.append(Spools.batch("a", "b"));
            SinkReader old = spool.reader("splunk");
            Chunk chunk = old.next().orElseThrow();
            SinkReader fresh = spool.reader("splunk");
            assertThatThrownBy(() -> old.delivered(chunk, List.of("a"))).isInstanceOf(StaleReaderException.class);
            assertThatThrownBy(() -> old.dead(chunk, List.of(new Refusal("a", "no"))))
                    .isInstanceOf(StaleReaderException.class);
            assertThatThrownBy(() -> old.report(SinkState.RETRYING, "x")).isInstanceOf(StaleReaderException.class);
            assertThatThrownBy(() -> old.giveUpOlderThan(Spools.START)).isInstanceOf(StaleReaderException.class);
            assertThat(old.next()).isEmpty();
            assertThat(Spools.drain(fresh)).containsExactly("a", "b");
        }
    }

    @Test
    void aReaderThatTheDatabaseNoLongerKnowsChangesNothing() throws Exception {
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            spool.append(Spools.batch("a"));
            SinkReader reader = spool.reader("splunk");
            Chunk chunk = reader.next().orElseThrow();
            Spools.sql(directory, "update sink set epoch = epoch + 1");
            assertThatThrownBy(() -> reader.dead(chunk, List.of(new Refusal("a", "no"))))
                    .isInstanceOf(StaleReaderException.class);
            assertThat(Spools.number(directory, "select count(*) from dead")).isZero();
            assertThat(status(spool).lagEvents()).isEqualTo(1);
        }
    }

    @Test
    void refusedEventsGoToTheDeadLettersTogetherWithTheProgress() throws Exception {
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            spool.append(Spools.batch("a", "b", "c"));
            SinkReader reader = spool.reader("splunk");
            Chunk chunk = reader.next().orElseThrow();
            reader.dead(chunk, List.of(new Refusal("b", "code 6: invalid data format")));
            reader.dead(chunk, List.of(new Refusal("b", "again")));
            reader.rewind(chunk.sequence());
            assertThat(Spools.drain(reader)).containsExactly("a", "c");
            assertThat(status(spool).deadLetters()).isEqualTo(1);
            assertThat(Spools.number(directory, "select count(*) from dead")).isEqualTo(1);
        }
    }

    @Test
    void whatTheDiskRefusesChangesNothingAndMayBeRepeated() throws Exception {
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            spool.append(Spools.batch("a", "b"));
            SinkReader reader = spool.reader("splunk");
            Chunk chunk = reader.next().orElseThrow();
            Spools.sql(
                    directory,
                    "create trigger broken before insert on dead begin select raise(abort, 'disk says no'); end");
            assertThatThrownBy(() -> reader.dead(chunk, List.of(new Refusal("a", "bad"))))
                    .hasMessageContaining("disk says no");
            assertThat(status(spool).lagEvents()).isEqualTo(2);
            Spools.sql(directory, "drop trigger broken");
            reader.dead(chunk, List.of(new Refusal("a", "bad")));
            reader.rewind(chunk.sequence());
            assertThat(Spools.drain(reader)).containsExactly("b");
        }
    }

    @Test
    void eventsOlderThanTheMostLagAreGivenUpForThisSinkAloneAndCounted() {
        TickingClock clock = new TickingClock();
        try (SqliteSpool spool = Spools.open(Spools.options(directory).clock(clock), "slow", "splunk")) {
            spool.append(Spools.batch("a", "b"));
            clock.tick(Duration.ofHours(1));
            spool.append(Spools.batch("c", "d", "e"));
            clock.tick(Duration.ofHours(1));
            spool.append(Spools.batch("f"));
            SinkReader slow = spool.reader("slow");
            Chunk first = slow.next().orElseThrow();
            slow.delivered(first, List.of("a"));
            assertThat(slow.giveUpOlderThan(Spools.START)).isZero();
            assertThat(slow.giveUpOlderThan(clock.instant().minus(Duration.ofMinutes(30))))
                    .isEqualTo(4);
            slow.delivered(first, List.of("b"));
            assertThat(status(spool).lagEvents()).isEqualTo(1);
            assertThat(Spools.drain(slow)).containsExactly("f");
            assertThat(slow.giveUpOlderThan(clock.instant().plusSeconds(1))).isZero();
            assertThat(Spools.drain(spool.reader("splunk"))).containsExactly("a", "b", "c", "d", "e", "f");
        }
    }

    @Test
    void theStateOfASinkIsKeptWithTheTimeItBegan() {
        TickingClock clock = new TickingClock();
        try (SqliteSpool spool = Spools.open(Spools.options(directory).clock(clock), "splunk")) {
            SinkReader reader = spool.reader("splunk");
            clock.tick(Duration.ofMinutes(1));
            reader.report(SinkState.RETRYING, "connection refused");
            clock.tick(Duration.ofMinutes(1));
            reader.report(SinkState.RETRYING, "time-out");
        }
        try (SqliteSpool spool = Spools.open(Spools.options(directory).clock(clock), "splunk")) {
            assertThat(status(spool).state()).isEqualTo(SinkState.RETRYING);
            assertThat(status(spool).message()).isEqualTo("time-out");
            assertThat(status(spool).since()).isEqualTo(Spools.START.plusSeconds(60));
        }
    }
}
