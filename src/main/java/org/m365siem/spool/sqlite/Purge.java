package org.m365siem.spool.sqlite;

import java.util.concurrent.TimeUnit;

/** Deletes what every registered sink has confirmed, and has been kept for long enough since; in small steps. */
final class Purge {
    private static final int STEP = 16;
    private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int MARKS = 50;

    private final Store store;

    Purge(Store store) {
        this.store = store;
    }

    void run() {
        long below = keptBelow();
        long start = System.nanoTime();
        long total = 0;
        int deleted;
        do {
            // the slowest sink is looked up in the same transaction: one may be registered at this very moment
            deleted = store.writeProgress(s -> s.update(
                    "delete from chunk where sequence in (select sequence from chunk where sequence"
                            + " < min(?, (select coalesce(min(cursor), 0) from sink)) order by sequence limit " + STEP
                            + ")",
                    below));
            total += deleted;
        } while (deleted == STEP && System.nanoTime() - start < MOST_NANOS);
        if (total > 0) {
            store.log.purged(store.read(ChunkLog::oldest));
        }
    }

    /** With {@code m365.spool.keep}, marks say from time to time where the slowest sink was. */
    private long keptBelow() {
        long keep = store.options.keep().toMillis();
        if (keep == 0) {
            return Long.MAX_VALUE;
        }
        long now = store.options.clock().millis();
        long newest = store.read(s -> s.number("select max(at) from mark"));
        if (now - newest < Math.max(1000, keep / MARKS) && newest <= now) {
            return store.read(s -> s.number("select max(sequence) from mark where at <= ?", now - keep));
        }
        return store.writeProgress(s -> {
            s.update("insert or replace into mark select ?, min(cursor) from sink having min(cursor) is not null", now);
            s.update("delete from mark where at < (select max(at) from mark where at <= ?)", now - keep);
            return s.number("select max(sequence) from mark where at <= ?", now - keep);
        });
    }
}
