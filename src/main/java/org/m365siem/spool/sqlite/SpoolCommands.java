package org.m365siem.spool.sqlite;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.m365siem.spool.DeadLetter;
import org.m365siem.spool.FeedEntry;
import org.m365siem.spool.SinkStatus;
import org.m365siem.spool.SpoolException;
import org.m365siem.spool.SpoolStatus;
import org.m365siem.spool.sqlite.Command.Answer;
import org.m365siem.spool.sqlite.Command.Verb;

/**
 * The spool as the command line sees it, beside the running program or without one. Questions read the database and never hold
 * up its owner. Changes are left for the running program, which executes them within a second or so; when none runs, they are
 * executed here. Each change returns what came of it in words; what could not be done is a {@link SpoolException}.
 */
public final class SpoolCommands implements AutoCloseable {
    private final SpoolOptions options;
    private final StoreFiles files;
    private final Set<String> listed;
    private final Duration patience;
    private final Session reads;

    private SpoolCommands(SpoolOptions options, Collection<String> listed, Duration patience, Session reads) {
        this.options = options;
        this.files = new StoreFiles(options.stateDirectory());
        this.listed = Set.copyOf(listed);
        this.patience = patience;
        this.reads = reads;
    }

    /**
     * Opens a store that exists; makes none.
     *
     * @param listed {@code m365.sinks} as this process reads it; counts only when no program runs
     * @param patience how long to wait for the running program's answer
     */
    public static SpoolCommands open(SpoolOptions options, Collection<String> listed, Duration patience) {
        StoreFiles files = new StoreFiles(options.stateDirectory());
        if (files.identity() == null) {
            throw new SpoolException("there is no spool in " + files.directory()
                    + ": the program has not run with this m365.state-dir yet");
        }
        Schema.verify(files);
        try {
            return new SpoolCommands(
                    options, listed, patience, Session.reader(files.database().toString(), new ReentrantLock()));
        } catch (SQLException e) {
            throw Schema.unopened(files, e);
        }
    }

    public List<SinkStatus> sinks() {
        return read(StatusQueries::sinks);
    }

    public List<FeedEntry> feeds() {
        return read(Cursors::feeds);
    }

    /** Ids and refusal are what the program has last written down. */
    public SpoolStatus status() {
        return read(session -> StatusQueries.status(
                session,
                options,
                files.idBytes(),
                OptionalLong.empty(),
                session.first(row -> row.getString(1), "select value from store where key = 'refusal'")
                        .orElse(null)));
    }

    /**
     * Dead letters by number.
     *
     * @param sink only this sink's, or null
     * @param after only numbers above this, for the next page; 0 for the first
     */
    public List<DeadLetter> deadLetters(String sink, long after, int limit) {
        return read(session -> DeadLetters.list(session, sink, after, limit));
    }

    public Optional<DeadLetter> deadLetter(long number) {
        return read(session -> DeadLetters.find(session, number));
    }

    /** Stops deliveries to a sink, also over restarts, until {@link #resume}; its events are kept. */
    public String pause(String sink) {
        return run(new Command(Verb.PAUSE, sink, List.of(), null));
    }

    /** Ends a pause; a sink that waits because it was misconfigured is tried at once. */
    public String resume(String sink) {
        return run(new Command(Verb.RESUME, sink, List.of(), null));
    }

    /** Forgets a sink that is not in {@code m365.sinks} any more and lets go of the disk that it held. */
    public String remove(String sink) {
        return run(new Command(Verb.REMOVE, sink, List.of(), null));
    }

    /** @param numbers which dead letters go back to their sink; empty for all of {@code sink}, or with null of every sink */
    public String replay(String sink, List<Long> numbers) {
        return run(new Command(Verb.REPLAY, sink, List.copyOf(numbers), null));
    }

    /** Deletes dead letters for good. @param numbers as in {@link #replay} */
    public String drop(String sink, List<Long> numbers, String reason) {
        return run(new Command(Verb.DROP, sink, List.copyOf(numbers), reason));
    }

    private String run(Command command) {
        OwnerLock lock = OwnerLock.tryTake(files);
        Answer answer = lock == null ? ask(command) : executeHere(command, lock);
        if (!answer.done()) {
            throw new SpoolException(answer.text());
        }
        return answer.text();
    }

    private Answer executeHere(Command command, OwnerLock lock) {
        try (Store store = Store.open(options, files, lock)) {
            store.sinks.all().forEach(sink -> sink.listed = listed.contains(sink.name));
            return new CommandExecutor(store).execute(command);
        }
    }

    private Answer ask(Command command) {
        try (Session session = Session.writer(files.database().toString(), new ReentrantLock(), "NORMAL")) {
            long number = CommandTable.put(session, command, options.clock().millis());
            long end = System.nanoTime() + patience.toNanos();
            do {
                Optional<Answer> answer = read(s -> CommandTable.answer(s, number));
                if (answer.isPresent()) {
                    return answer.get();
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            } while (System.nanoTime() < end && !Thread.currentThread().isInterrupted());
            if (CommandTable.withdraw(session, number)) {
                return new Answer(
                        false,
                        "process " + OwnerLock.ownerOf(files) + " did not answer within " + patience.toSeconds()
                                + " s; the command is taken back and nothing has changed");
            }
            return read(s -> CommandTable.answer(s, number)).orElseThrow();
        } catch (SQLException e) {
            throw new SpoolException(files.database() + " cannot be written (" + e.getMessage() + ")", e);
        }
    }

    private <T> T read(Session.Work<T> work) {
        try {
            return reads.read(work);
        } catch (SQLException e) {
            throw new SpoolException(files.database() + " cannot be read (" + e.getMessage() + ")", e);
        }
    }

    @Override
    public void close() {
        try {
            reads.close();
        } catch (SQLException e) {
            throw new SpoolException(files.database() + " cannot be closed (" + e.getMessage() + ")", e);
        }
    }
}
