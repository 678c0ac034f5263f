package org.m365siem.spool.sqlite;

import java.sql.SQLException;
import java.time.Instant;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.m365siem.spool.SinkReader;
import org.m365siem.spool.SinkState;
import org.m365siem.spool.StaleReaderException;

/** One sink's reader. What it hands out is kept until it is confirmed, so that a confirmation never reads the disk. */
final class SqliteReader implements SinkReader {
    private final Store store;
    private final ChunkCache cache;
    private final AppendSignal signal;
    private final SinkProgress sink;
    private final long epoch;
    private final Map<Long, StoredChunk> handedOut = new ConcurrentHashMap<>();
    private long position;
    private volatile boolean closed;

    SqliteReader(Store store, ChunkCache cache, AppendSignal signal, SinkProgress sink, long epoch) {
        this.store = store;
        this.cache = cache;
        this.signal = signal;
        this.sink = sink;
        this.epoch = epoch;
        this.position = sink.place.cursor();
    }

    @Override
    public Optional<SinkReader.Chunk> next() {
        signal.look();
        while (true) {
            long sequence = step();
            if (sequence == 0) {
                return Optional.empty();
            }
            Optional<SinkReader.Chunk> chunk = handOut(sequence);
            if (chunk.isPresent()) {
                return chunk;
            }
        }
    }

    /** Moves on to the next chunk that is not done; 0 when there is none now. */
    private long step() {
        synchronized (sink) {
            if (closed || sink.paused || sink.epoch != epoch) {
                return 0;
            }
            long last = store.log.end().last();
            long sequence = Math.max(position, sink.place.cursor());
            while (sequence <= last && sink.isDone(sequence, store.log)) {
                sequence++;
            }
            position = sequence <= last ? sequence + 1 : sequence;
            return sequence <= last ? sequence : 0;
        }
    }

    private Optional<SinkReader.Chunk> handOut(long sequence) {
        StoredChunk chunk;
        try {
            chunk = whole(sequence);
        } catch (RuntimeException e) {
            rewind(sequence);
            if (sink.place.cursor() > sequence) {
                return Optional.empty(); // given up and purged while it was read
            }
            throw e;
        }
        synchronized (sink) {
            if (sink.isDone(sequence, store.log)) {
                return Optional.empty();
            }
            handedOut.put(sequence, chunk);
            return Optional.of(new SinkReader.Chunk(sequence, chunk.without(sink.done(sequence))));
        }
    }

    private StoredChunk whole(long sequence) {
        StoredChunk kept = handedOut.get(sequence);
        return kept == null ? cache.get(sequence) : kept;
    }

    @Override
    public void rewind(long sequence) {
        synchronized (sink) {
            position = Math.min(position, sequence);
        }
    }

    @Override
    public void delivered(SinkReader.Chunk chunk, Collection<String> ids) {
        synchronized (sink) {
            if (isOpen(chunk)) {
                StoredChunk whole = whole(chunk.sequence());
                confirm(whole, whole.positions(ids), session -> null);
            }
        }
    }

    @Override
    public void dead(SinkReader.Chunk chunk, List<Refusal> refusals) {
        Map<String, String> reasons =
                refusals.stream().collect(Collectors.toMap(Refusal::id, Refusal::reason, (first, second) -> first));
        synchronized (sink) {
            if (isOpen(chunk)) {
                StoredChunk whole = whole(chunk.sequence());
                BitSet positions = whole.positions(reasons.keySet());
                positions.andNot(sink.done(chunk.sequence()));
                confirm(whole, positions, session -> {
                    store.dead.insert(session, sink.name, whole, positions, reasons);
                    return null;
                });
                store.dead.warnOfMany(sink.name, positions.cardinality());
            }
        }
    }

    /** Throws when another reader has taken over; false when the chunk is confirmed already. */
    private boolean isOpen(SinkReader.Chunk chunk) {
        requireNewest();
        return !sink.isDone(chunk.sequence(), store.log);
    }

    private void requireNewest() {
        if (sink.epoch != epoch) {
            throw new StaleReaderException(sink.name);
        }
    }

    private void confirm(StoredChunk chunk, BitSet positions, Session.Work<?> with) {
        SinkProgress.Move move = sink.confirm(chunk, positions, store.log);
        if (move != null) {
            commit(move, with);
        }
    }

    private void commit(SinkProgress.Move move, Session.Work<?> with) {
        store.writeProgress(session -> {
            Sinks.save(session, sink, epoch, move);
            return with.run(session);
        });
        sink.apply(move);
        handedOut.keySet().removeIf(sequence -> sink.isDone(sequence, store.log));
    }

    @Override
    public long giveUpOlderThan(Instant time) {
        synchronized (sink) {
            requireNewest();
            SinkProgress.Place before = sink.place;
            ChunkLog.End target = store.read(session -> firstSince(session, before.cursor(), time.toEpochMilli()));
            if (target.last() <= before.cursor()) {
                return 0;
            }
            long own = store.log.own().entrySet().stream()
                    .filter(e -> e.getKey() >= before.cursor() && e.getKey() < target.last())
                    .filter(e -> e.getValue().sink().equals(sink.name))
                    .mapToLong(e -> e.getValue().events())
                    .sum();
            long done = sink.parts.headMap(target.last()).values().stream()
                    .mapToLong(SinkProgress::confirmed)
                    .sum();
            long lost = target.events() - before.events() + own - done;
            commit(
                    sink.skipTo(target, store.log),
                    session ->
                            session.update("update sink set given_up = given_up + ? where name = ?", lost, sink.name));
            return lost;
        }
    }

    private static ChunkLog.End firstSince(Session session, long cursor, long millis) throws SQLException {
        Optional<ChunkLog.End> first = session.first(
                row -> new ChunkLog.End(row.getLong(1), 0, row.getLong(2), row.getLong(3)),
                "select sequence, events_before, bytes_before from chunk where sequence >= ? and at >= ?"
                        + " order by sequence limit 1",
                cursor,
                millis);
        if (first.isPresent()) {
            return first.get();
        }
        ChunkLog.End end = ChunkLog.end(session);
        return new ChunkLog.End(end.last() + 1, 0, end.events(), end.bytes());
    }

    @Override
    public boolean paused() {
        return sink.paused;
    }

    @Override
    public void report(SinkState state, String message) {
        synchronized (sink) {
            requireNewest();
            if (sink.state == state && Objects.equals(sink.message, message)) {
                return;
            }
            long now = store.options.clock().millis();
            int rows = store.writeProgress(session -> session.update(
                    "update sink set since = case when state = ? then since else ? end, state = ?, message = ?"
                            + " where name = ? and epoch = ?",
                    state.name(),
                    now,
                    state.name(),
                    message,
                    sink.name,
                    epoch));
            if (rows == 0) {
                throw new StaleReaderException(sink.name);
            }
            sink.state = state;
            sink.message = message;
        }
    }

    @Override
    public boolean takeResume() {
        return sink.epoch == epoch && sink.resumed.getAndSet(false);
    }

    @Override
    public void close() {
        closed = true;
        handedOut.clear();
    }
}
