package org.m365siem.spool.sqlite;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;
import org.m365siem.spool.DeadLetter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The events that sinks refused for good. Nothing bounds them but a warning: only an operator may drop an event. */
final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final long MANY = 10_000;
    private static final String COLUMNS = "select number, sink, at, reason, body from dead";

    private final Clock clock;
    private final Map<String, Long> counts = new java.util.concurrent.ConcurrentHashMap<>();

    DeadLetters(Session session, Clock clock) throws SQLException {
        this.clock = clock;
        session.list(row -> counts.put(row.getString(1), row.getLong(2)), "select name, dead from sink");
    }

    void insert(Session s, String sink, StoredChunk chunk, BitSet positions, Map<String, String> reasons)
            throws SQLException {
        ChunkCodec codec = new ChunkCodec();
        EventBatch batch = chunk.batch();
        for (int i = positions.nextSetBit(0); i >= 0; i = positions.nextSetBit(i + 1)) {
            SecurityEvent event = batch.events().get(i);
            s.update(
                    "insert into dead(sink, at, id, reason, body) values (?, ?, ?, ?, ?)",
                    sink,
                    clock.millis(),
                    event.id(),
                    reasons.get(event.id()),
                    codec.encode(EventBatch.of(batch.source(), batch.tenant(), List.of(event))));
        }
        s.update("update sink set dead = dead + ? where name = ?", positions.cardinality(), sink);
    }

    /** One warning at 10,000 and at each doubling. */
    void warnOfMany(String sink, int more) {
        long count = counts.merge(sink, (long) more, Long::sum);
        for (long step = MANY; step <= count; step *= 2) {
            if (count - more < step) {
                LOG.warn(
                        "sink {}: {} dead letters; they take disk until someone replays or drops them (dead-letters list)",
                        sink,
                        count);
            }
        }
    }

    static List<DeadLetter> list(Session session, String sink, long after, int limit) throws SQLException {
        return sink == null
                ? session.list(DeadLetters::letter, COLUMNS + " where number > ? order by number limit ?", after, limit)
                : session.list(
                        DeadLetters::letter,
                        COLUMNS + " where sink = ? and number > ? order by number limit ?",
                        sink,
                        after,
                        limit);
    }

    static Optional<DeadLetter> find(Session session, long number) throws SQLException {
        return session.first(DeadLetters::letter, COLUMNS + " where number = ?", number);
    }

    private static DeadLetter letter(java.sql.ResultSet row) throws SQLException {
        SecurityEvent event = ChunkCodec.decode(row.getBytes(5), "dead letter " + row.getLong(1))
                .events()
                .get(0);
        return new DeadLetter(
                row.getLong(1), row.getString(2), Instant.ofEpochMilli(row.getLong(3)), row.getString(4), event);
    }

    void delete(Session s, List<DeadLetter> letters) throws SQLException {
        for (DeadLetter letter : letters) {
            s.update("delete from dead where number = ?", letter.number());
            s.update("update sink set dead = dead - 1 where name = ?", letter.sink());
        }
    }

    void deleted(List<DeadLetter> letters) {
        letters.forEach(letter -> counts.merge(letter.sink(), -1L, Long::sum));
    }
}
