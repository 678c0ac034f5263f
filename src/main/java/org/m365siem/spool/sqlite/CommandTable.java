package org.m365siem.spool.sqlite;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.m365siem.spool.sqlite.Command.Answer;

/** Commands for the running program: another process writes a row, the owner answers in it. */
final class CommandTable {
    /** Answers that nobody read are deleted after this time. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Store store;
    private final CommandExecutor executor;

    CommandTable(Store store, CommandExecutor executor) {
        this.store = store;
        this.executor = executor;
    }

    private record Pending(long number, String verb, String sink, String letters, String reason) {
        Command command() {
            List<Long> numbers = letters.isEmpty()
                    ? List.of()
                    : Arrays.stream(letters.split(",")).map(Long::valueOf).toList();
            return new Command(Command.Verb.valueOf(verb), sink, numbers, reason);
        }
    }

    /** Runs what is waiting, in order. @return true when there was something */
    boolean runPending() {
        List<Pending> waiting = store.read(s -> s.list(
                row -> new Pending(
                        row.getLong(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5)),
                "select number, verb, sink, numbers, reason from command where answer is null order by number"));
        for (Pending pending : waiting) {
            write(pending.number(), run(pending));
        }
        return !waiting.isEmpty();
    }

    private Answer run(Pending pending) {
        try {
            return executor.execute(pending.command());
        } catch (IllegalArgumentException newer) {
            return new Answer(false, "the running program does not know the command " + pending.verb());
        }
    }

    private void write(long number, Answer answer) {
        long old = store.options.clock().millis() - KEPT.toMillis();
        store.writeProgress(s -> {
            s.update("delete from command where answer is not null and at < ?", old);
            return s.update(
                    "update command set ok = ?, answer = ? where number = ?", answer.done(), answer.text(), number);
        });
    }

    /** @return the row's number */
    static long put(Session session, Command command, long now) throws SQLException {
        return session.write(s -> {
            s.update(
                    "insert into command(at, verb, sink, numbers, reason) values (?, ?, ?, ?, ?)",
                    now,
                    command.verb().name(),
                    command.sink(),
                    command.letters().stream().map(String::valueOf).collect(Collectors.joining(",")),
                    command.reason());
            return s.number("select last_insert_rowid()");
        });
    }

    static Optional<Answer> answer(Session session, long number) throws SQLException {
        return session.first(
                row -> new Answer(row.getBoolean(1), row.getString(2)),
                "select ok, answer from command where number = ? and answer is not null",
                number);
    }

    /** Takes a command back. @return false when the owner has answered meanwhile */
    static boolean withdraw(Session session, long number) throws SQLException {
        return session.write(s -> s.update("delete from command where number = ? and answer is null", number)) == 1;
    }
}
