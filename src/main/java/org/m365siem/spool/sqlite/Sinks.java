package org.m365siem.spool.sqlite;

import java.sql.SQLException;
import java.util.BitSet;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.m365siem.spool.SinkState;
import org.m365siem.spool.SpoolException;
import org.m365siem.spool.StaleReaderException;

/** The registered sinks and their progress. */
final class Sinks {
    private final ChunkLog log;
    private final Map<String, SinkProgress> sinks = new ConcurrentSkipListMap<>();

    Sinks(Session session, ChunkLog log) throws SQLException {
        this.log = log;
        session.list(
                row -> {
                    SinkProgress sink = new SinkProgress(
                            row.getString(1),
                            new SinkProgress.Place(row.getLong(4), row.getLong(5), row.getLong(6), row.getLong(7)));
                    sink.listed = row.getBoolean(2);
                    sink.paused = row.getBoolean(3);
                    sink.epoch = row.getLong(8);
                    sink.state = SinkState.valueOf(row.getString(9));
                    sink.message = row.getString(10);
                    return sinks.put(sink.name, sink);
                },
                "select name, listed, paused, cursor, events, bytes, done, epoch, state, message from sink");
        session.list(
                row -> {
                    byte[] done = row.getBytes(6);
                    SinkProgress.Part part = new SinkProgress.Part(
                            row.getLong(3),
                            row.getLong(4),
                            row.getBoolean(5),
                            done == null ? null : BitSet.valueOf(done));
                    return sinks.get(row.getString(1)).parts.put(row.getLong(2), part);
                },
                "select sink, sequence, events, bytes, own, done from progress");
    }

    Collection<SinkProgress> all() {
        return sinks.values();
    }

    SinkProgress get(String name) {
        SinkProgress sink = sinks.get(name);
        if (sink == null) {
            throw new SpoolException("sink " + name + " is not registered; registered are " + sinks.keySet());
        }
        return sink;
    }

    boolean has(String name) {
        return sinks.containsKey(name);
    }

    /** Compressed bytes that some sink has not confirmed; what the slowest one holds. */
    long pendingBytes() {
        long slowest = sinks.values().stream()
                .mapToLong(sink -> sink.place.bytes())
                .min()
                .orElse(log.keptFrom());
        long replayed = 0;
        for (Map.Entry<Long, ChunkLog.Own> chunk : log.own().entrySet()) {
            SinkProgress sink = sinks.get(chunk.getValue().sink());
            if (sink != null && sink.place.cursor() <= chunk.getKey()) {
                replayed += chunk.getValue().bytes();
            }
        }
        return log.end().bytes() - slowest + replayed;
    }

    /** @return the sinks that are new */
    Set<String> register(Session session, Collection<String> names, long now) throws SQLException {
        Map<String, SinkProgress> fresh = new ConcurrentSkipListMap<>();
        session.write(s -> {
            ChunkLog.End oldest = ChunkLog.oldest(s);
            s.update("update sink set listed = 0");
            for (String name : names) {
                if (s.update("update sink set listed = 1 where name = ?", name) == 0) {
                    insert(s, name, oldest, now);
                    fresh.put(
                            name,
                            new SinkProgress(
                                    name, new SinkProgress.Place(oldest.last(), oldest.events(), oldest.bytes(), 0)));
                }
            }
            return null;
        });
        fresh.values().forEach(sink -> sink.state = SinkState.FLOWING);
        sinks.putAll(fresh);
        sinks.values().forEach(sink -> sink.listed = names.contains(sink.name));
        return fresh.keySet();
    }

    private static void insert(Session s, String name, ChunkLog.End oldest, long now) throws SQLException {
        s.update(
                "insert into sink select ?, 1, 0, 0, ?, ?, ?, 0, count(*), 0, 'FLOWING', null, ? from dead where sink = ?",
                name,
                oldest.last(),
                oldest.events(),
                oldest.bytes(),
                now,
                name);
    }

    /** Lets go of a sink's place and of what was to be replayed to it; its dead letters stay. */
    void remove(Session session, String name) throws SQLException {
        session.write(s -> {
            s.update("delete from progress where sink = ?", name);
            return s.update("delete from sink where name = ?", name);
        });
        SinkProgress removed = sinks.remove(name);
        if (removed != null) {
            removed.epoch = -1; // its reader can do nothing any more, also when the name is registered again
        }
    }

    long takeOver(Store store, SinkProgress sink) {
        long epoch = store.writeProgress(s -> {
            s.update("update sink set epoch = epoch + 1 where name = ?", sink.name);
            return s.number("select epoch from sink where name = ?", sink.name);
        });
        sink.epoch = epoch;
        return epoch;
    }

    /** Writes a move inside a transaction; refused when a newer reader is open or the sink is removed. */
    static void save(Session s, SinkProgress sink, long epoch, SinkProgress.Move move) throws SQLException {
        SinkProgress.Place place = move.place();
        int rows = s.update(
                "update sink set cursor = ?, events = ?, bytes = ?, done = ? where name = ? and epoch = ?",
                place.cursor(),
                place.events(),
                place.bytes(),
                place.done(),
                sink.name,
                epoch);
        if (rows == 0) {
            throw new StaleReaderException(sink.name);
        }
        for (long sequence : move.gone()) {
            if (sink.parts.containsKey(sequence)) {
                s.update("delete from progress where sink = ? and sequence = ?", sink.name, sequence);
            }
        }
        SinkProgress.Part part = move.part();
        if (part != null) {
            s.update(
                    "insert or replace into progress values (?, ?, ?, ?, ?, ?)",
                    sink.name,
                    move.sequence(),
                    part.events(),
                    part.bytes(),
                    part.own(),
                    part.done() == null ? null : part.done().toByteArray());
        }
    }
}
