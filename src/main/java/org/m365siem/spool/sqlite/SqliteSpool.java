package org.m365siem.spool.sqlite;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.m365siem.collect.CursorStore;
import org.m365siem.event.EventBatch;
import org.m365siem.spool.FeedEntry;
import org.m365siem.spool.SinkReader;
import org.m365siem.spool.SinkStatus;
import org.m365siem.spool.Spool;
import org.m365siem.spool.SpoolException;
import org.m365siem.spool.SpoolStatus;
import org.m365siem.spool.ids.EventIds;
import org.m365siem.spool.ids.IdWindow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The spool in one SQLite database, for one process. Opening fails with a {@link SpoolException} that names the file and what to
 * do when the store is in use, damaged, of a newer version, or cannot be made.
 */
public final class SqliteSpool implements Spool {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteSpool.class);
    private static final long CACHE_BYTES = 16 << 20;
    private static final int NEAR = 16;
    private static final int MAX_STAGED_IDS = 500_000;

    private final Store store;
    private final IdWindow window;
    private final Appender appender;
    private final ChunkCache cache;
    private final Cursors cursors;
    private final CommandTable commands;
    private final Purge purge;
    private final AppendSignal signal = new AppendSignal();
    private final Set<String> failing = new HashSet<>();
    private String written;
    private boolean closed;

    private SqliteSpool(Store store, IdWindow window) {
        this.store = store;
        this.window = window;
        this.appender = new Appender(store, window);
        this.cache = new ChunkCache(CACHE_BYTES, this::load);
        this.cursors = new Cursors(store);
        this.commands = new CommandTable(store, new CommandExecutor(store));
        this.purge = new Purge(store);
    }

    /** Opens the store, or makes it when the state directory has none. */
    public static SqliteSpool open(SpoolOptions options) {
        Store store = Store.open(options);
        IdWindow window = null;
        try {
            window = IdWindow.open(store.files.ids(), options.dedupWindow(), MAX_STAGED_IDS, options.clock());
            readLateIds(store, window);
            SqliteSpool spool = new SqliteSpool(store, window);
            spool.fillReserve();
            LOG.info(
                    "spool: {} is open; {} bytes undelivered, {} event ids remembered",
                    store.files.database(),
                    store.sinks.pendingBytes(),
                    window.size());
            return spool;
        } catch (RuntimeException e) {
            if (window != null) {
                window.close();
            }
            store.close();
            throw e instanceof SpoolException ? e : new SpoolException(e.getMessage(), e);
        }
    }

    /** Ids that were not yet in a file of the window when the process ended. */
    private static void readLateIds(Store store, IdWindow window) {
        long from = 0;
        record Row(long sequence, byte[] ids) {}
        while (true) {
            long after = from;
            Optional<Row> row = store.read(session -> session.first(
                    r -> new Row(r.getLong(1), r.getBytes(2)),
                    "select sequence, body from ids where sequence > ? order by sequence limit 1",
                    after));
            if (row.isEmpty()) {
                return;
            }
            from = row.get().sequence();
            window.add(from, EventIds.fromBytes(row.get().ids()));
        }
    }

    private StoredChunk load(long sequence) {
        String file = store.files.database().toString();
        return store.read(session -> ChunkLog.row(session, sequence))
                .map(row -> row.unpack(file))
                .orElseThrow(() -> Schema.damaged(store.files, "chunk " + sequence + " is missing", null));
    }

    @Override
    public Appended append(EventBatch batch) {
        if (batch.isEmpty()) {
            return new Appended(0, 0);
        }
        Appender.Result result = appender.append(batch);
        StoredChunk chunk = result.chunk();
        if (chunk != null) {
            if (someoneIsNear(chunk.sequence())) {
                cache.put(chunk);
            }
            signal.changed();
        }
        return result.appended();
    }

    /** A chunk is worth keeping unpacked when a sink is about to read it. */
    private boolean someoneIsNear(long sequence) {
        return store.sinks.all().stream().anyMatch(sink -> sequence - sink.place.cursor() < NEAR);
    }

    @Override
    public void register(Collection<String> sinks) {
        try {
            Set<String> fresh = store.sinks.register(
                    store.appends, sinks, store.options.clock().millis());
            if (!fresh.isEmpty()) {
                LOG.info("spool: new sinks {} start at the oldest event kept", fresh);
            }
        } catch (SQLException e) {
            throw store.failure("cannot be written", e);
        }
        store.sinks.all().stream()
                .filter(sink -> !sink.listed)
                .forEach(sink -> LOG.warn(
                        "sink {} is registered but not in m365.sinks: it holds disk. List it again, or let go with"
                                + " `sinks remove --sink {}`",
                        sink.name,
                        sink.name));
    }

    @Override
    public SinkReader reader(String name) {
        SinkProgress sink = store.sinks.get(name);
        synchronized (sink) {
            long epoch = store.sinks.takeOver(store, sink);
            signal.changed();
            return new SqliteReader(store, cache, signal, sink, epoch);
        }
    }

    @Override
    public CursorStore cursors() {
        return cursors;
    }

    @Override
    public List<FeedEntry> feeds() {
        return store.read(Cursors::feeds);
    }

    @Override
    public List<SinkStatus> sinks() {
        return store.read(StatusQueries::sinks);
    }

    @Override
    public SpoolStatus status() {
        return store.read(session -> StatusQueries.status(
                session, store.options, window.diskBytes(), OptionalLong.of(window.size()), appender.refusal()));
    }

    @Override
    public synchronized void maintain() {
        if (closed) {
            return;
        }
        step("commands", () -> {
            if (commands.runPending()) {
                signal.changed();
            }
        });
        step("moving event ids into files", appender::flush);
        step("forgetting old event ids", () -> store.options.time().now().ifPresent(now -> window.expire()));
        step("deleting what every sink has", purge::run);
        step("setting the reserve aside", this::fillReserve);
        step("looking for room", appender::recheck);
        step("writing the status down", this::writeDown);
        step("the checkpoint", store::checkpoint);
    }

    /** One step that fails must not keep the others from being done; it is said when it begins and when it is over. */
    private void step(String what, Runnable work) {
        try {
            work.run();
            if (failing.remove(what)) {
                LOG.info("spool: {} works again", what);
            }
        } catch (RuntimeException | Error e) {
            if (failing.add(what)) {
                String problem = e instanceof RuntimeException ? e.getMessage() : e.toString();
                LOG.error("spool: {} failed: {}. Tried again every round", what, problem);
            }
        }
    }

    private void fillReserve() {
        if (!store.reserve.isThere()) {
            store.reserve.fill(store.options);
        }
    }

    /** What {@code status} in another process cannot know by itself. */
    private void writeDown() {
        String refusal = appender.refusal();
        long ids = window.size();
        String now = ids + "/" + refusal;
        if (!Objects.equals(now, written)) {
            store.writeProgress(session -> {
                session.update("insert or replace into store values ('ids', ?)", ids);
                return session.update("insert or replace into store values ('refusal', ?)", refusal);
            });
            written = now;
        }
    }

    /** Lets tests make the disk refuse. */
    void appends(String pragma) throws SQLException {
        store.appends.read(session -> {
            session.execute(pragma);
            return null;
        });
    }

    @Override
    public void awaitAppend(Duration atMost) throws InterruptedException {
        signal.await(atMost);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            writeDown();
        } catch (RuntimeException e) {
            LOG.warn("spool: the number of event ids is not written down ({}); nothing is lost", e.getMessage());
        } finally {
            window.close();
            store.close();
        }
    }
}
