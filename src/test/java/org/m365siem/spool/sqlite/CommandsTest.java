package org.m365siem.spool.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.collect.FeedKey;
import org.m365siem.collect.FeedStatus;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;
import org.m365siem.spool.DeadLetter;
import org.m365siem.spool.SinkReader;
import org.m365siem.spool.SinkReader.Chunk;
import org.m365siem.spool.SinkReader.Refusal;
import org.m365siem.spool.SinkState;
import org.m365siem.spool.SpoolException;

class CommandsTest {
    @TempDir
    Path directory;

    private SpoolCommands commands(String... listed) {
        return SpoolCommands.open(Spools.options(directory), List.of(listed), Duration.ofSeconds(20));
    }

    /** What the command answers while the running program does its rounds. */
    private String beside(SqliteSpool spool, Function<SpoolCommands, String> command) {
        try (SpoolCommands commands = commands()) {
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> command.apply(commands));
            Awaitility.await().pollInterval(Duration.ofMillis(10)).until(() -> {
                spool.maintain();
                return answer.isDone();
            });
            return answer.join();
        }
    }

    private static void refuse(SqliteSpool spool, String sink, String... ids) {
        SinkReader reader = spool.reader(sink);
        for (var next = reader.next(); next.isPresent(); next = reader.next()) {
            Chunk chunk = next.get();
            reader.dead(
                    chunk,
                    List.of(ids).stream().map(id -> new Refusal(id, "no " + id)).toList());
            reader.delivered(chunk, chunk.batch().ids());
        }
    }

    @Test
    void questionsAreAnsweredBesideTheRunningProgram() {
        FeedKey feed = new FeedKey("office365-audit", "t1", "Audit.Exchange");
        FeedStatus status = new FeedStatus("flowing", null, 0, null, null, null, java.util.Map.of());
        try (SqliteSpool spool = Spools.open(directory, "splunk", "kafka");
                SpoolCommands commands = commands()) {
            spool.append(Spools.batch("a", "b"));
            spool.cursors().save(feed, "{}", status);
            SinkReader reader = spool.reader("splunk");
            Spools.drain(reader);
            reader.report(SinkState.RETRYING, "503");
            spool.maintain();
            assertThat(commands.sinks()).isEqualTo(spool.sinks());
            assertThat(commands.sinks().get(0).lagEvents()).isEqualTo(2);
            assertThat(commands.sinks().get(1).state()).isEqualTo(SinkState.RETRYING);
            assertThat(commands.feeds()).isEqualTo(spool.feeds());
            assertThat(commands.status().pendingBytes())
                    .isEqualTo(spool.status().pendingBytes());
            assertThat(commands.status().ids()).isEqualTo(2);
            assertThat(commands.status().refusal()).isNull();
        }
    }

    @Test
    void whyAppendsAreRefusedIsSeenBesideTheRunningProgram() {
        try (SqliteSpool spool = Spools.open(Spools.options(directory).maxBytes(10), "splunk");
                SpoolCommands commands = commands()) {
            spool.append(Spools.batch("a"));
            assertThatThrownBy(() -> spool.append(Spools.batch("b"))).hasMessageContaining("max-bytes");
            spool.maintain();
            assertThat(commands.status().refusal()).contains("max-bytes");
        }
    }

    @Test
    void aPauseHoldsOverARestartUntilResume() {
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            spool.append(Spools.batch("a"));
            SinkReader reader = spool.reader("splunk");
            assertThat(beside(spool, c -> c.pause("splunk"))).contains("sink splunk is paused");
            assertThat(reader.next()).isEmpty();
            assertThat(spool.sinks().get(0).state()).isEqualTo(SinkState.PAUSED);
        }
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            SinkReader reader = spool.reader("splunk");
            assertThat(reader.next()).isEmpty();
            assertThat(reader.takeResume()).isFalse();
            assertThat(beside(spool, c -> c.resume("splunk"))).contains("tried at once");
            assertThat(reader.takeResume()).isTrue();
            assertThat(reader.takeResume()).isFalse();
            assertThat(Spools.drain(reader)).containsExactly("a");
        }
    }

    @Test
    void onlyASinkThatIsNotListedIsRemovedAndItsDiskComesBack() throws Exception {
        try (SqliteSpool spool = Spools.open(directory, "splunk", "kafka")) {
            spool.append(Spools.batch("a"));
            Spools.drain(spool.reader("kafka"));
            SinkReader reader = spool.reader("splunk");
            reader.next();
            assertThatThrownBy(() -> beside(spool, c -> c.remove("splunk")))
                    .hasRootCauseInstanceOf(SpoolException.class)
                    .hasMessageContaining("sink splunk is in m365.sinks");
            spool.register(List.of("kafka"));
            assertThat(beside(spool, c -> c.remove("splunk"))).contains("sink splunk is removed");
            assertThat(spool.sinks()).hasSize(1);
            assertThat(reader.next()).isEmpty();
            spool.maintain();
            assertThat(Spools.number(directory, "select count(*) from chunk")).isZero();
            spool.register(List.of("kafka", "splunk"));
            assertThat(reader.next()).isEmpty();
            spool.append(Spools.batch("b"));
            assertThat(Spools.drain(spool.reader("splunk"))).containsExactly("b");
        }
    }

    @Test
    void aReplayedDeadLetterGoesToItsSinkOnlyAndIsNotTakenForADuplicate() {
        try (SqliteSpool spool = Spools.open(directory, "splunk", "kafka")) {
            EventBatch batch = Spools.batch("a", "b", "c");
            spool.append(batch);
            refuse(spool, "splunk", "a", "c");
            SinkReader kafka = spool.reader("kafka");
            Spools.drain(kafka);
            try (SpoolCommands commands = commands()) {
                List<DeadLetter> letters = commands.deadLetters("splunk", 0, 10);
                assertThat(letters).extracting(l -> l.event().id()).containsExactly("a", "c");
                assertThat(letters).extracting(DeadLetter::reason).containsExactly("no a", "no c");
                DeadLetter one = commands.deadLetter(letters.get(1).number()).orElseThrow();
                SecurityEvent event = one.event();
                Spools.assertSame(EventBatch.of("office365-audit", "t1", List.of(event)), Spools.batch("c"), "letter");
                assertThat(commands.deadLetters("kafka", 0, 10)).isEmpty();
                assertThat(commands.deadLetters(null, letters.get(0).number(), 10))
                        .hasSize(1);
            }
            assertThat(beside(spool, c -> c.replay("splunk", List.of(2L)))).isEqualTo("1 dead letters replayed");
            assertThat(spool.sinks().get(1).lagEvents()).isEqualTo(1);
            assertThat(spool.sinks().get(1).deadLetters()).isEqualTo(1);
            assertThat(spool.sinks().get(0).lagEvents()).isZero();
            spool.append(Spools.batch("d"));
            assertThat(Spools.drain(kafka)).containsExactly("d");
            assertThat(Spools.drain(spool.reader("splunk"))).containsExactly("c", "d");
            assertThat(spool.sinks()).allMatch(s -> s.lagEvents() == 0 && s.lagBytes() == 0);
            assertThat(spool.status().pendingBytes()).isZero();
            spool.maintain();
            spool.append(Spools.batch("e"));
            assertThat(Spools.drain(kafka)).containsExactly("e");
        }
    }

    @Test
    void aReplayedDeadLetterThatIsRefusedAgainIsADeadLetterAgain() {
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            spool.append(Spools.batch("a"));
            refuse(spool, "splunk", "a");
            assertThat(beside(spool, c -> c.replay(null, List.of()))).isEqualTo("1 dead letters replayed");
            refuse(spool, "splunk", "a");
            assertThat(spool.sinks().get(0).deadLetters()).isEqualTo(1);
            assertThat(spool.sinks().get(0).lagEvents()).isZero();
        }
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            assertThat(spool.sinks().get(0).lagEvents()).isZero();
            assertThat(spool.reader("splunk").next()).isEmpty();
        }
    }

    @Test
    void thousandsOfDeadLettersAreReplayedInTheirOrder() {
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            EventBatch batch = Spools.numbers(0, 500);
            spool.append(batch);
            refuse(spool, "splunk", batch.ids().toArray(String[]::new));
            assertThat(beside(spool, c -> c.replay("splunk", List.of()))).isEqualTo("500 dead letters replayed");
            assertThat(Spools.drain(spool.reader("splunk"))).isEqualTo(batch.ids());
        }
    }

    @Test
    void droppedDeadLettersAreGoneAndNumbersThatAreNotThereAreSaid() {
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            spool.append(Spools.batch("a", "b"));
            refuse(spool, "splunk", "a", "b");
            assertThat(beside(spool, c -> c.drop("splunk", List.of(1L), "test data")))
                    .isEqualTo("1 dead letters dropped (test data)");
            assertThatThrownBy(() -> beside(spool, c -> c.drop("splunk", List.of(1L, 2L), null)))
                    .hasMessageContaining(
                            "1 dead letters dropped; there are no others of these numbers at sink splunk");
            assertThat(spool.sinks().get(0).deadLetters()).isZero();
            assertThatThrownBy(() -> beside(spool, c -> c.replay("spluk", List.of())))
                    .hasMessageContaining("sink spluk is not registered");
        }
    }

    @Test
    void withNoProgramRunningTheCommandTakesTheStoreItself() {
        try (SqliteSpool spool = Spools.open(directory, "splunk", "kafka")) {
            spool.append(Spools.batch("a", "b"));
            refuse(spool, "splunk", "b");
        }
        try (SpoolCommands commands = commands("splunk", "kafka")) {
            assertThat(commands.sinks()).extracting(s -> s.lagEvents()).containsExactly(2L, 0L);
            commands.pause("kafka");
            commands.replay("splunk", List.of());
            assertThatThrownBy(() -> commands.remove("kafka")).hasMessageContaining("m365.sinks");
        }
        try (SpoolCommands commands = commands("splunk")) {
            commands.remove("kafka");
            assertThat(commands.sinks()).extracting(s -> s.lagEvents()).containsExactly(1L);
        }
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            assertThat(Spools.drain(spool.reader("splunk"))).containsExactly("b");
        }
    }

    @Test
    void aProgramThatDoesNotAnswerLeavesNothingChanged() throws Exception {
        try (SqliteSpool spool = Spools.open(directory, "splunk");
                SpoolCommands commands =
                        SpoolCommands.open(Spools.options(directory), List.of(), Duration.ofMillis(100))) {
            assertThatThrownBy(() -> commands.pause("splunk"))
                    .hasMessageContaining("did not answer within")
                    .hasMessageContaining("nothing has changed");
            spool.maintain();
            assertThat(spool.sinks().get(0).state()).isEqualTo(SinkState.FLOWING);
        }
    }

    @Test
    void aCommandOfANewerProgramIsAnsweredAndHoldsUpNoOther() throws Exception {
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            Spools.sql(directory, "insert into command(at, verb, sink, numbers) values (0, 'EXPLODE', 'splunk', '')");
            assertThat(beside(spool, c -> c.pause("splunk"))).contains("paused");
            assertThat(Spools.number(directory, "select count(*) from command where answer is null"))
                    .isZero();
        }
    }

    @Test
    void whereNoProgramHasRunThereIsNothingToAsk() {
        assertThatThrownBy(this::commands)
                .isInstanceOf(SpoolException.class)
                .hasMessageContaining("there is no spool in " + directory);
        assertThat(directory).isEmptyDirectory();
    }
}
