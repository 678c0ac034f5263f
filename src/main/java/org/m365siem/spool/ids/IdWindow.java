package org.m365siem.spool.ids;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.BitSet;
import java.util.OptionalLong;

/**
 * Knows every event appended in the last days, whatever its event time, and says which of a batch are new.
 *
 * <p>Copies of an event are found when they have the same event time to the hour. An id is kept for at least the time given
 * to {@link #open}, counted from its append; it goes with its partition, which is dropped that long after the partition's
 * last append. Being asked about keeps nothing alive.
 *
 * <p>Staged ids cost about 32 bytes of heap each, ids on disk 16 bytes of disk and none of heap. One thread at a time may
 * write; all methods may be called from any thread.
 */
public final class IdWindow implements Closeable {
    /** Hours with less than this part of a full stage share a file, so that a flush writes at most 257 files. */
    private static final int HOURS_A_FLUSH = 256;
    /** Ids stay in the database for at most this long, however few they are. */
    private static final long LONGEST_STAGED_MILLIS = Duration.ofDays(1).toMillis();
    /** Stands for the hour of an id that shares a file; no event time reaches so far back. */
    private static final long SCATTERED = Long.MIN_VALUE;

    private final Shelves shelves;
    private final long keepMillis;
    private final int maxStaged;
    private final Clock clock;
    private final StagedIds staged;
    private final long filedBefore;
    private long stagedSince;
    private long lastAppend;
    private long added = Long.MIN_VALUE;
    private long reported = Long.MIN_VALUE;
    private boolean closed;
    private Exception failure;
    private volatile long size;
    private volatile long diskBytes;

    private IdWindow(Shelves shelves, Duration keep, int maxStaged, Clock clock) {
        this.shelves = shelves;
        this.keepMillis = keep.toMillis();
        this.maxStaged = maxStaged;
        this.clock = clock;
        this.staged = new StagedIds(maxStaged);
        this.filedBefore = shelves.sequence();
        measure();
    }

    /**
     * Opens the files of a directory, which is made when it is missing; reads their headers only.
     *
     * @param keep how long an id is kept after its append
     * @param maxStaged how many ids wait in memory (and in the database) for their flush, e.g. a million
     * @throws DamagedIdsException when a finished file is not whole; a half-written one is removed, for its ids are still
     *     in the database
     * @throws UncheckedIOException when the directory cannot be read
     */
    public static IdWindow open(Path directory, Duration keep, int maxStaged, Clock clock) {
        try {
            Files.createDirectories(directory);
            return new IdWindow(Shelves.open(directory), keep, maxStaged, clock);
        } catch (IOException e) {
            throw new UncheckedIOException("the directory of event ids " + directory + " cannot be opened", e);
        }
    }

    /**
     * Which of these have not been seen; a second copy inside the same batch counts as seen. Changes nothing.
     *
     * @throws DamagedIdsException when a file that may hold one of them turns out to be damaged
     * @throws UncheckedIOException when a file cannot be opened, e.g. because the thread is interrupted
     * @throws IllegalStateException when flushes have failed until twice the usual number of ids waits in memory
     */
    public synchronized BitSet unseen(EventIds ids) {
        requireOpen();
        requireRoom();
        BitSet fresh = new BitSet(ids.size());
        StagedIds batch = new StagedIds(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            long high = ids.high(i);
            long low = ids.low(i);
            if (!staged.contains(high, low)
                    && !shelves.contains(ids.hour(i), high, low)
                    && batch.add(high, low, ids.hour(i))) {
                fresh.set(i);
            }
        }
        return fresh;
    }

    /**
     * Remembers the ids of an append that has been committed, in ascending sequence; and, at start, of every row of ids
     * that is still in the database, before any new append. Rows whose ids reached the files before a crash are recognised.
     *
     * @throws IllegalArgumentException when a higher sequence was added before: its flush might have let this row go unwritten
     */
    public synchronized void add(long sequence, EventIds fresh) {
        requireOpen();
        if (sequence < added) {
            throw new IllegalArgumentException("append " + sequence + " was added after append " + added);
        }
        lastAppend = clock.millis();
        if (staged.size() == 0) {
            stagedSince = lastAppend;
        }
        boolean perhapsFiled = sequence <= filedBefore;
        for (int i = 0; i < fresh.size(); i++) {
            if (!perhapsFiled || !shelves.contains(fresh.hour(i), fresh.high(i), fresh.low(i))) {
                staged.add(fresh.high(i), fresh.low(i), fresh.hour(i));
            }
        }
        added = sequence;
        measure();
    }

    /**
     * Writes what is staged to files when there is enough of it, when it has waited for a day, or when forced.
     *
     * @return the highest sequence whose ids, and those of all before it, are durable in files, so that their rows may leave
     *     the database; empty when that has not changed
     * @throws UncheckedIOException when the disk refuses; everything is still known and the next call goes on
     */
    public synchronized OptionalLong flush(boolean force) {
        requireOpen();
        if (staged.size() > 0 && (force || isDue())) {
            write();
        }
        if (staged.size() > 0 || added == reported) {
            return OptionalLong.empty();
        }
        reported = added;
        return OptionalLong.of(added);
    }

    private boolean isDue() {
        return staged.size() >= maxStaged || clock.millis() - stagedSince >= LONGEST_STAGED_MILLIS;
    }

    private void write() {
        try {
            scatterSmallHours();
            staged.sort(true);
            while (staged.size() > 0) {
                int from = lastHour();
                writeHour(staged.hour(from), from);
                staged.truncate(from); // what is durable must not be written again if the next file fails
            }
            failure = null;
        } catch (DamagedIdsException e) {
            failure = e;
            throw e;
        } catch (IOException e) {
            failure = e;
            throw new UncheckedIOException("event ids cannot be written; they stay in the database for now", e);
        } finally {
            staged.index();
            measure();
        }
    }

    private void writeHour(long hour, int from) throws IOException {
        int count = staged.size() - from;
        if (hour == SCATTERED) {
            shelves.appendScattered(staged.from(from), count, lastAppend, added);
        } else {
            shelves.appendHour(hour, staged.from(from), count, lastAppend, added);
        }
    }

    private void scatterSmallHours() {
        staged.sort(false);
        int smallest = Math.max(1, maxStaged / HOURS_A_FLUSH);
        int from = 0;
        for (int i = 1; i <= staged.size(); i++) {
            if (i == staged.size() || staged.hour(i) != staged.hour(from)) {
                for (int small = from; i - from < smallest && small < i; small++) {
                    staged.setHour(small, SCATTERED);
                }
                from = i;
            }
        }
    }

    /** Where the ids of the last hour begin. */
    private int lastHour() {
        int from = staged.size() - 1;
        long hour = staged.hour(from);
        while (from > 0 && staged.hour(from - 1) == hour) {
            from--;
        }
        return from;
    }

    /** Drops the partitions whose last append is longer ago than the time to keep. */
    public synchronized void expire() {
        requireOpen();
        shelves.expire(clock.millis() - keepMillis);
        measure();
    }

    /** How many ids are remembered. */
    public long size() {
        return size;
    }

    /** What the files take, in bytes. */
    public long diskBytes() {
        return diskBytes;
    }

    private void measure() {
        size = staged.size() + shelves.size();
        diskBytes = shelves.bytes();
    }

    private void requireRoom() {
        if (failure != null && staged.size() >= 2L * maxStaged) {
            throw new IllegalStateException(
                    staged.size() + " event ids wait to be written, no more are taken: " + failure.getMessage(),
                    failure);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the window of event ids is closed");
        }
    }

    /** Lets go of the files; what is staged is still in the database. */
    @Override
    public synchronized void close() {
        closed = true;
        shelves.unmap();
    }
}
