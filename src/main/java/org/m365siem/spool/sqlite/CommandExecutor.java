package org.m365siem.spool.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;
import org.m365siem.spool.DeadLetter;
import org.m365siem.spool.SpoolException;
import org.m365siem.spool.sqlite.Command.Answer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what commands say, in the process that owns the store. */
final class CommandExecutor {
    private static final Logger LOG = LoggerFactory.getLogger(CommandExecutor.class);
    private static final int PAGE = 200;

    private final Store store;
    private final ChunkCodec codec = new ChunkCodec();

    CommandExecutor(Store store) {
        this.store = store;
    }

    Answer execute(Command command) {
        Answer answer;
        try {
            answer = switch (command.verb()) {
                case PAUSE -> pause(command.sink(), true);
                case RESUME -> pause(command.sink(), false);
                case REMOVE -> remove(command.sink());
                case REPLAY -> letters(command, this::replay, "replayed");
                case DROP -> letters(command, this::drop, "dropped");
            };
        } catch (SpoolException e) {
            answer = new Answer(false, e.getMessage());
        } catch (SQLException e) {
            answer = new Answer(false, store.failure("cannot be written", e).getMessage());
        }
        LOG.info("command {}: {}", command.verb().name().toLowerCase(java.util.Locale.ROOT), answer.text());
        return answer;
    }

    private Answer pause(String name, boolean paused) {
        SinkProgress sink = store.sinks.get(name);
        store.writeProgress(s -> s.update("update sink set paused = ? where name = ?", paused, name));
        sink.paused = paused;
        sink.resumed.set(!paused);
        return new Answer(
                true,
                "sink " + name
                        + (paused
                                ? " is paused; its events are kept until `sinks resume`"
                                : " is resumed and tried at once"));
    }

    private Answer remove(String name) throws SQLException {
        SinkProgress sink = store.sinks.get(name);
        if (sink.listed) {
            return new Answer(
                    false, "sink " + name + " is in m365.sinks: take it out there and restart, then remove it");
        }
        synchronized (sink) {
            store.sinks.remove(store.appends, name);
        }
        return new Answer(
                true,
                "sink " + name + " is removed; what only it needed is deleted. Its dead letters stay until dropped");
    }

    /** Takes dead letters page by page, so that a million of them take neither the memory nor the write lock for long. */
    private Answer letters(Command command, Handler handler, String what) throws SQLException {
        if (command.sink() != null && command.verb() == Command.Verb.REPLAY) {
            store.sinks.get(command.sink());
        }
        long count = 0;
        long after = 0;
        while (true) {
            List<DeadLetter> page = page(command, after);
            if (page.isEmpty()) {
                break;
            }
            after = page.get(page.size() - 1).number();
            List<DeadLetter> wanted = page.stream().filter(chosen(command)).toList();
            for (List<DeadLetter> group : groups(wanted)) {
                handler.handle(group);
                store.dead.deleted(group);
                count += group.size();
            }
        }
        String reason = command.reason() == null ? "" : " (" + command.reason() + ")";
        boolean all = command.letters().isEmpty() || count == command.letters().size();
        return new Answer(
                all,
                count + " dead letters " + what + reason
                        + (all ? "" : "; there are no others of these numbers" + of(command.sink())));
    }

    private static String of(String sink) {
        return sink == null ? "" : " at sink " + sink;
    }

    private List<DeadLetter> page(Command command, long after) {
        if (command.letters().isEmpty()) {
            return store.read(s -> DeadLetters.list(s, command.sink(), after, PAGE));
        }
        List<DeadLetter> found = new ArrayList<>();
        command.letters().stream()
                .filter(number -> number > after)
                .sorted()
                .distinct()
                .limit(PAGE)
                .forEach(number -> store.read(s -> DeadLetters.find(s, number)).ifPresent(found::add));
        return found;
    }

    private static Predicate<DeadLetter> chosen(Command command) {
        return letter -> command.sink() == null || command.sink().equals(letter.sink());
    }

    /** Neighbours of one sink, source and tenant, within the bounds of a batch. */
    private static List<List<DeadLetter>> groups(List<DeadLetter> letters) {
        List<List<DeadLetter>> groups = new ArrayList<>();
        long bytes = 0;
        for (DeadLetter letter : letters) {
            List<DeadLetter> last = groups.isEmpty() ? null : groups.get(groups.size() - 1);
            bytes += letter.event().json().length;
            if (last == null || !alike(last.get(0), letter) || bytes > EventBatch.MAX_BYTES) {
                last = new ArrayList<>();
                groups.add(last);
                bytes = letter.event().json().length;
            }
            last.add(letter);
        }
        return groups;
    }

    private static boolean alike(DeadLetter one, DeadLetter other) {
        return one.sink().equals(other.sink())
                && one.event().source().equals(other.event().source())
                && one.event().tenant().equals(other.event().tenant());
    }

    private interface Handler {
        void handle(List<DeadLetter> letters) throws SQLException;
    }

    /** Back into the log, for that sink only, and on purpose not compared with the ids that were seen. */
    private void replay(List<DeadLetter> letters) throws SQLException {
        SecurityEvent first = letters.get(0).event();
        String sink = store.sinks.get(letters.get(0).sink()).name;
        EventBatch batch = EventBatch.of(
                first.source(),
                first.tenant(),
                letters.stream().map(DeadLetter::event).toList());
        store.log.append(
                store.appends,
                batch,
                codec.encode(batch),
                sink,
                (session, sequence) -> store.dead.delete(session, letters));
    }

    private void drop(List<DeadLetter> letters) throws SQLException {
        store.appends.write(session -> {
            store.dead.delete(session, letters);
            return null;
        });
    }
}
