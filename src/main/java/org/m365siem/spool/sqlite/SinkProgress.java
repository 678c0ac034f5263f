package org.m365siem.spool.sqlite;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import org.m365siem.spool.SinkState;

/**
 * How far one sink is, in memory as in the database. A change is worked out as a {@link Move}, written, and only then applied.
 * Guarded by its own monitor, the volatile fields apart.
 */
final class SinkProgress {
    /** The lowest unconfirmed chunk, the log's sums in front of it, and how many events are confirmed from there on. */
    record Place(long cursor, long events, long bytes, long done) {}

    /**
     * A chunk at or behind the cursor that is confirmed in part, or whole while an earlier one is not.
     *
     * @param own for this sink only, so not in the log's sums
     * @param done the positions that are confirmed; null for all
     */
    record Part(long events, long bytes, boolean own, BitSet done) {}

    /** @param part the new state of the chunk, or null when it lies in front of the new cursor */
    record Move(long sequence, Part part, List<Long> gone, Place place) {}

    final String name;
    final TreeMap<Long, Part> parts = new TreeMap<>();
    final AtomicBoolean resumed = new AtomicBoolean();
    volatile Place place;
    volatile long epoch;
    volatile boolean listed;
    volatile boolean paused;
    SinkState state;
    String message;

    SinkProgress(String name, Place place) {
        this.name = name;
        this.place = place;
    }

    boolean isDone(long sequence, ChunkLog log) {
        Part part = parts.get(sequence);
        return sequence < place.cursor() || part != null && part.done() == null || log.isForeign(sequence, name);
    }

    /** The positions of a chunk that are confirmed; only for one that is not {@link #isDone}. */
    BitSet done(long sequence) {
        Part part = parts.get(sequence);
        return part == null ? new BitSet() : (BitSet) part.done().clone();
    }

    /** Null when nothing changes. */
    Move confirm(StoredChunk chunk, BitSet positions, ChunkLog log) {
        long sequence = chunk.sequence();
        if (isDone(sequence, log)) {
            return null;
        }
        BitSet bits = done(sequence);
        int had = bits.cardinality();
        bits.or(positions);
        int has = bits.cardinality();
        if (has == had) {
            return null;
        }
        Part part = new Part(chunk.events(), chunk.bytes(), chunk.sink() != null, has == chunk.events() ? null : bits);
        List<Long> gone = new ArrayList<>();
        Place start = new Place(place.cursor(), place.events(), place.bytes(), place.done() + has - had);
        Place next = advance(start, at -> at == sequence ? part : parts.get(at), gone, log);
        return new Move(sequence, gone.contains(sequence) ? null : part, gone, next);
    }

    /** Confirms everything in front of a chunk; {@code target} is that chunk and the log's sums in front of it. */
    Move skipTo(ChunkLog.End target, ChunkLog log) {
        List<Long> gone = new ArrayList<>(parts.headMap(target.last()).keySet());
        long skipped = gone.stream().mapToLong(at -> confirmed(parts.get(at))).sum();
        Place start = new Place(target.last(), target.events(), target.bytes(), place.done() - skipped);
        return new Move(0, null, gone, advance(start, parts::get, gone, log));
    }

    static long confirmed(Part part) {
        return part.done() == null ? part.events() : part.done().cardinality();
    }

    private Place advance(Place from, LongFunction<Part> state, List<Long> gone, ChunkLog log) {
        long cursor = from.cursor();
        long events = from.events();
        long bytes = from.bytes();
        long done = from.done();
        while (true) {
            Part part = state.apply(cursor);
            if (part != null && part.done() == null) {
                gone.add(cursor);
                events += part.own() ? 0 : part.events();
                bytes += part.own() ? 0 : part.bytes();
                done -= part.events();
            } else if (!log.isForeign(cursor, name)) {
                return new Place(cursor, events, bytes, done);
            }
            cursor++;
        }
    }

    void apply(Move move) {
        move.gone().forEach(parts::remove);
        if (move.part() != null) {
            parts.put(move.sequence(), move.part());
        }
        place = move.place();
    }
}
