package org.m365siem.spool.sqlite;

import java.sql.SQLException;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.m365siem.event.EventBatch;
import org.m365siem.spool.Spool.Appended;
import org.m365siem.spool.SpoolRefusedException;
import org.m365siem.spool.ids.EventIds;
import org.m365siem.spool.ids.IdWindow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Appends one batch at a time: drops what was seen, then events and ids in one transaction, then the id window. */
final class Appender {
    private static final Logger LOG = LoggerFactory.getLogger(Appender.class);

    /** A spool at its limit refuses and accepts in turn; that is said once in this time. */
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Store store;
    private final IdWindow window;
    private final Quota quota;
    private final ChunkCodec codec = new ChunkCodec();
    private final Object born;
    /** Committed, but the window could not take it: no append until it has, or an event could be written twice. */
    private Late late;

    private volatile String refusal;
    private long refusedBytes;
    private boolean said;
    private long loudAt = System.nanoTime() - QUIET_NANOS;

    private record Late(long sequence, EventIds ids) {}

    Appender(Store store, IdWindow window) {
        this.store = store;
        this.window = window;
        this.quota = new Quota(store);
        this.born = store.files.identity();
    }

    synchronized Result append(EventBatch batch) {
        checkFiles();
        catchUp();
        EventIds ids = EventIds.of(batch);
        BitSet fresh = unseen(ids);
        Appended appended = new Appended(fresh.cardinality(), batch.size() - fresh.cardinality());
        if (fresh.isEmpty()) {
            return new Result(appended, null);
        }
        refuseIf(quotaRefusal(0));
        boolean all = fresh.cardinality() == batch.size();
        EventBatch kept = all ? batch : only(batch, fresh);
        EventIds keptIds = all ? ids : ids.select(fresh);
        byte[] body = codec.encode(kept);
        refusedBytes = body.length;
        refuseIf(quotaRefusal(body.length));
        StoredChunk chunk = write(kept, keptIds, body);
        late = new Late(chunk.sequence(), keptIds);
        accepted();
        addNow();
        return new Result(appended, chunk);
    }

    /** @param chunk what was written, or null when every event had been seen */
    record Result(Appended appended, StoredChunk chunk) {}

    private StoredChunk write(EventBatch batch, EventIds ids, byte[] body) {
        try {
            return store.log.append(
                    store.appends,
                    batch,
                    body,
                    null,
                    (session, sequence) -> session.update("insert into ids values (?, ?)", sequence, ids.toBytes()));
        } catch (SQLException e) {
            throw refused("the disk refuses (" + e.getMessage() + ")", e);
        }
    }

    private static EventBatch only(EventBatch batch, BitSet positions) {
        return EventBatch.of(
                batch.source(),
                batch.tenant(),
                positions.stream().mapToObj(batch.events()::get).toList());
    }

    private BitSet unseen(EventIds ids) {
        try {
            return window.unseen(ids);
        } catch (RuntimeException e) {
            throw refused("the event ids cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private void catchUp() {
        try {
            addLate();
        } catch (RuntimeException e) {
            throw refused("the event ids cannot be written (" + e.getMessage() + ")", e);
        }
    }

    private void addNow() {
        try {
            addLate();
        } catch (RuntimeException e) {
            LOG.error("spool: the event ids cannot be written ({}); appends wait until they can", e.getMessage());
        }
    }

    private void addLate() {
        if (late != null) {
            window.add(late.sequence(), late.ids());
            late = null;
        }
    }

    private void checkFiles() {
        Object now = store.files.identity();
        if (now == null || !now.equals(born)) {
            throw refused(
                    store.files.database()
                            + " was deleted or replaced while the program runs: what is appended would be lost;"
                            + " restore it, then start the program again",
                    null);
        }
    }

    private String quotaRefusal(long bytes) {
        return quota.refusal(bytes, store.sinks.pendingBytes());
    }

    private void refuseIf(String reason) {
        if (reason != null) {
            throw refused(reason, null);
        }
    }

    private SpoolRefusedException refused(String reason, Throwable cause) {
        if (refusal == null && System.nanoTime() - loudAt >= QUIET_NANOS) {
            loudAt = System.nanoTime();
            said = true;
            LOG.error(
                    "spool: appends are refused: {}. Nothing is lost: the sources keep their place; sinks go on",
                    reason);
        }
        refusal = reason;
        return new SpoolRefusedException("spool: append refused: " + reason, cause);
    }

    private void accepted() {
        if (said) {
            LOG.info("spool: appends are accepted again");
        }
        said = false;
        refusal = null;
        refusedBytes = 0;
    }

    /** Why appends are refused at the moment, or null. */
    String refusal() {
        return refusal;
    }

    /** Looks whether the cause of a refusal is gone, with a durable write as the proof. */
    synchronized void recheck() {
        if (refusal == null) {
            return;
        }
        try {
            checkFiles();
            catchUp();
            refuseIf(quotaRefusal(refusedBytes));
            store.appends.write(session -> session.update("update log set at = at"));
            accepted();
        } catch (SpoolRefusedException stillRefused) {
            LOG.debug("spool: {}", stillRefused.getMessage());
        } catch (SQLException e) {
            refusal = "the disk refuses (" + e.getMessage() + ")";
        }
    }

    /** Moves ids into the window's files and deletes their rows, which are the truth until then. */
    synchronized void flush() {
        window.flush(false)
                .ifPresent(sequence -> store.writeProgress(
                        session -> session.update("delete from ids where sequence <= ?", sequence)));
    }
}
