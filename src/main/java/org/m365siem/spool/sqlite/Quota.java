package org.m365siem.spool.sqlite;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Whether an append may take more disk. The disk is asked every 100 ms or every megabyte, whichever comes first. */
final class Quota {
    private static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long ASK_BYTES = 1 << 20;
    /** Room that the write-ahead log needs, and the database when the log is moved into it, whatever the setting says. */
    private static final long LEAST = 8 << 20;

    private final Store store;
    private long askedAt;
    private long since;
    private long free;
    private long reusable;
    private boolean asked;

    Quota(Store store) {
        this.store = store;
    }

    /** Why an append of this many bytes must be refused, or null. */
    synchronized String refusal(long bytes, long pending) {
        long max = store.options.maxBytes();
        // a single chunk over the limit passes when nothing else is pending, or it would stand in the way for ever
        if (pending > 0 && pending + bytes > max) {
            return "undelivered events take " + pending + " bytes of m365.spool.max-bytes = " + max
                    + "; the sources pause until the slowest sink has taken some";
        }
        if (!store.reserve.isThere()) {
            return "the disk of " + store.files.directory() + " is full; the sources pause until there is room";
        }
        ask(bytes);
        boolean grows = reusable < bytes;
        long floor = grows ? Math.max(store.options.minFreeDisk(), LEAST) : LEAST;
        if (free - (grows ? bytes : 0) < floor) {
            return "the disk of " + store.files.directory() + " has " + free + " bytes left, less than " + floor
                    + " (m365.spool.min-free-disk, at least 8MB); the sources pause until there is room";
        }
        return null;
    }

    private void ask(long bytes) {
        since += bytes;
        long now = System.nanoTime();
        if (asked && now - askedAt < ASK_NANOS && since < ASK_BYTES) {
            free -= Math.max(0, bytes - reusable);
            reusable = Math.max(0, reusable - bytes);
            return;
        }
        try {
            free = store.options.freeDisk().bytes(store.files.directory());
            reusable = store.read(s -> s.number("pragma freelist_count") * s.number("pragma page_size"));
        } catch (IOException unknown) {
            free = 0;
        }
        asked = true;
        askedAt = now;
        since = 0;
    }
}
