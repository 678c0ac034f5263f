package org.m365siem.spool.sqlite;

import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.m365siem.event.EventBatch;

/** The chunks in append order, numbered without gaps, and where the log ends. */
final class ChunkLog {
    /** The end of the log: the last chunk, when it was appended, and the sums of all events and bytes for every sink. */
    record End(long last, long at, long events, long bytes) {}

    /** A chunk for one sink only. */
    record Own(String sink, long events, long bytes) {}

    private final Clock clock;
    private final ConcurrentSkipListMap<Long, Own> own = new ConcurrentSkipListMap<>();
    private volatile End end;
    private volatile long keptFrom;

    ChunkLog(Session session, Clock clock) throws SQLException {
        this.clock = clock;
        this.end = end(session);
        this.keptFrom = oldest(session).bytes();
        session.list(
                row -> own.put(row.getLong(1), new Own(row.getString(2), row.getLong(3), row.getLong(4))),
                "select sequence, sink, events, bytes from chunk where sink is not null");
    }

    static End end(Session session) throws SQLException {
        return session.first(
                        row -> new End(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)),
                        "select last, at, events, bytes from log")
                .orElseThrow();
    }

    /** The sums in front of the oldest chunk that is kept, and its number. */
    static End oldest(Session session) throws SQLException {
        Optional<End> first = session.first(
                row -> new End(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)),
                "select sequence, at, events_before, bytes_before from chunk order by sequence limit 1");
        End end = end(session);
        return first.orElse(new End(end.last() + 1, end.at(), end.events(), end.bytes()));
    }

    End end() {
        return end;
    }

    boolean isForeign(long sequence, String sink) {
        Own chunk = own.get(sequence);
        return chunk != null && !chunk.sink().equals(sink);
    }

    Map<Long, Own> own() {
        return own;
    }

    /**
     * Appends a chunk and whatever belongs in the same transaction.
     *
     * @param sink whom it is for; null for every sink
     */
    synchronized StoredChunk append(Session session, EventBatch batch, byte[] body, String sink, With with)
            throws SQLException {
        End before = end;
        long sequence = before.last() + 1;
        boolean all = sink == null;
        // never backwards, whatever the clock does: giving up by age reads it in order
        long at = Math.max(before.at(), clock.millis());
        End after = new End(
                sequence, at, before.events() + (all ? batch.size() : 0), before.bytes() + (all ? body.length : 0));
        session.write(s -> {
            insert(s, sequence, at, batch.size(), sink, before, body);
            s.update(
                    "update log set last = ?, at = ?, events = ?, bytes = ?",
                    after.last(),
                    after.at(),
                    after.events(),
                    after.bytes());
            with.run(s, sequence);
            return null;
        });
        if (!all) {
            own.put(sequence, new Own(sink, batch.size(), body.length));
        }
        end = after;
        return new StoredChunk(sequence, body.length, sink, batch);
    }

    private static void insert(Session s, long sequence, long at, int events, String sink, End before, byte[] body)
            throws SQLException {
        s.update(
                "insert into chunk values (?, ?, ?, ?, ?, ?, ?, ?)",
                sequence,
                at,
                events,
                body.length,
                sink,
                before.events(),
                before.bytes(),
                body);
    }

    /** What shares a transaction with an append. */
    interface With {
        void run(Session session, long sequence) throws SQLException;
    }

    /** A chunk as it lies on disk; unpacked when the connection is free again. */
    record Row(long sequence, long bytes, String sink, byte[] body) {
        StoredChunk unpack(String file) {
            return new StoredChunk(sequence, bytes, sink, ChunkCodec.decode(body, file + ": chunk " + sequence));
        }
    }

    /** Empty when the chunk is purged. */
    static Optional<Row> row(Session session, long sequence) throws SQLException {
        return session.first(
                row -> new Row(sequence, row.getLong(1), row.getString(2), row.getBytes(3)),
                "select bytes, sink, body from chunk where sequence = ?",
                sequence);
    }

    /** The sum of bytes in front of the oldest chunk that is kept. */
    long keptFrom() {
        return keptFrom;
    }

    /** The chunks in front of this one are deleted. */
    void purged(End oldest) {
        own.headMap(oldest.last()).clear();
        keptFrom = oldest.bytes();
    }
}
