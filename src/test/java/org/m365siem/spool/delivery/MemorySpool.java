package org.m365siem.spool.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.m365siem.collect.CursorStore;
import org.m365siem.collect.FeedKey;
import org.m365siem.collect.FeedStatus;
import org.m365siem.event.EventBatch;
import org.m365siem.spool.FeedEntry;
import org.m365siem.spool.SinkReader;
import org.m365siem.spool.SinkState;
import org.m365siem.spool.SinkStatus;
import org.m365siem.spool.Spool;
import org.m365siem.spool.SpoolStatus;
import org.m365siem.spool.StaleReaderException;

/** A spool in memory, with every rule of the contract that a delivery depends on, and switches to make it fail. */
public final class MemorySpool implements Spool {
    private record Entry(long sequence, Instant at, EventBatch batch) {}

    /** What the spool knows of a sink. */
    public static final class Sink {
        public final Set<String> delivered = new LinkedHashSet<>();
        public final Map<String, String> dead = new LinkedHashMap<>();
        public final List<String> reports = new ArrayList<>();
        public final List<String> twice = new ArrayList<>();
        final Set<String> givenUp = new HashSet<>();
        public boolean paused;
        public boolean resumed;
        long epoch;

        private boolean isDone(String id) {
            return delivered.contains(id) || dead.containsKey(id) || givenUp.contains(id);
        }
    }

    private final Clock clock;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Sink> sinks = new LinkedHashMap<>();
    private final Map<FeedKey, String> cursors = new LinkedHashMap<>();
    private final Set<String> seen = new HashSet<>();
    private Runnable onIdle = () -> {};
    private int writesToRefuse;
    public RuntimeException refuse;
    public int maintained;
    public boolean closed;

    public MemorySpool(Clock clock) {
        this.clock = clock;
    }

    /** Called instead of waiting for an append. */
    public void onIdle(Runnable action) {
        onIdle = action;
    }

    public synchronized void refuseWrites(int count) {
        writesToRefuse = count;
    }

    public synchronized Sink sink(String name) {
        return sinks.computeIfAbsent(name, n -> new Sink());
    }

    public synchronized int size() {
        return seen.size();
    }

    @Override
    public synchronized Appended append(EventBatch batch) {
        if (refuse != null) {
            throw refuse;
        }
        EventBatch fresh = batch.select(event -> seen.add(event.id()));
        if (!fresh.isEmpty()) {
            entries.add(new Entry(entries.size() + 1L, clock.instant(), fresh));
            notifyAll();
        }
        return new Appended(fresh.size(), batch.size() - fresh.size());
    }

    @Override
    public synchronized void register(Collection<String> names) {
        names.forEach(this::sink);
    }

    @Override
    public synchronized SinkReader reader(String name) {
        Sink sink = sink(name);
        return new Reader(name, sink, ++sink.epoch);
    }

    @Override
    public CursorStore cursors() {
        return new CursorStore() {
            @Override
            public Optional<String> load(FeedKey feed) {
                return Optional.ofNullable(cursors.get(feed));
            }

            @Override
            public void save(FeedKey feed, String cursor, FeedStatus status) {
                cursors.put(feed, cursor);
            }
        };
    }

    @Override
    public List<FeedEntry> feeds() {
        return List.of();
    }

    @Override
    public List<SinkStatus> sinks() {
        return List.of();
    }

    @Override
    public SpoolStatus status() {
        return new SpoolStatus(0, 0, 0, 0, 0, null);
    }

    @Override
    public synchronized void maintain() {
        maintained++;
    }

    @Override
    public void awaitAppend(Duration atMost) throws InterruptedException {
        onIdle.run();
        synchronized (this) {
            wait(1);
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    private final class Reader implements SinkReader {
        private final String name;
        private final Sink sink;
        private final long epoch;
        private int position;

        Reader(String name, Sink sink, long epoch) {
            this.name = name;
            this.sink = sink;
            this.epoch = epoch;
        }

        @Override
        public Optional<Chunk> next() {
            synchronized (MemorySpool.this) {
                while (!sink.paused && position < entries.size()) {
                    Entry entry = entries.get(position++);
                    EventBatch open = entry.batch().select(event -> !sink.isDone(event.id()));
                    if (!open.isEmpty()) {
                        return Optional.of(new Chunk(entry.sequence(), open));
                    }
                }
                return Optional.empty();
            }
        }

        @Override
        public void rewind(long sequence) {
            synchronized (MemorySpool.this) {
                position = Math.min(position, (int) sequence - 1);
            }
        }

        @Override
        public void delivered(Chunk chunk, Collection<String> ids) {
            synchronized (MemorySpool.this) {
                check();
                ids.stream().filter(sink::isDone).forEach(sink.twice::add);
                sink.delivered.addAll(ids);
            }
        }

        @Override
        public void dead(Chunk chunk, List<Refusal> refusals) {
            synchronized (MemorySpool.this) {
                check();
                for (Refusal refusal : refusals) {
                    if (sink.isDone(refusal.id())) {
                        sink.twice.add(refusal.id());
                    }
                    sink.dead.put(refusal.id(), refusal.reason());
                }
            }
        }

        @Override
        public long giveUpOlderThan(Instant time) {
            synchronized (MemorySpool.this) {
                check();
                List<String> old = entries.stream()
                        .filter(entry -> entry.at().isBefore(time))
                        .flatMap(entry -> entry.batch().ids().stream())
                        .filter(id -> !sink.isDone(id))
                        .toList();
                sink.givenUp.addAll(old);
                return old.size();
            }
        }

        @Override
        public boolean paused() {
            return sink.paused;
        }

        @Override
        public void report(SinkState state, String message) {
            synchronized (MemorySpool.this) {
                check();
                sink.reports.add(message.isEmpty() ? state.name() : state + " " + message);
            }
        }

        @Override
        public boolean takeResume() {
            synchronized (MemorySpool.this) {
                boolean resumed = sink.resumed;
                sink.resumed = false;
                return resumed;
            }
        }

        @Override
        public void close() {}

        private void check() {
            if (sink.epoch != epoch) {
                throw new StaleReaderException(name);
            }
            if (writesToRefuse > 0) {
                writesToRefuse--;
                throw new IllegalStateException("disk full");
            }
        }
    }
}
