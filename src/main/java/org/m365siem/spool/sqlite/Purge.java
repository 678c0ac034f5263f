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
        long below = below();
        long start = System.nanoTime();
        int deleted;
        do {
            deleted = store.writeProgress(s -> s.update(
                    "delete from chunk where sequence in"
                            + " (select sequence from chunk where sequence < ? order by sequence limit " + STEP + ")",
                    below));
        } while (deleted == STEP && System.nanoTime() - start < MOST_NANOS);
        store.log.purged(below);
    }

    /** With {@code m365.spool.keep}, marks say from time to time where the slowest sink was. */
    private long below() {
        long floor = store.sinks.floor();
        long keep = store.options.keep().toMillis();
        if (keep == 0) {
            return floor;
        }
        long now = store.options.clock().millis();
        long newest = store.read(s -> s.number("select max(at) from mark"));
        if (now - newest >= Math.max(1000, keep / MARKS) || newest > now) {
            store.writeProgress(s -> s.update("insert or replace into mark values (?, ?)", now, floor));
        }
        return store.writeProgress(s -> {
            s.update("delete from mark where at < (select max(at) from mark where at <= ?)", now - keep);
            return Math.min(floor, s.number("select max(sequence) from mark where at <= ?", now - keep));
        });
    }
}
