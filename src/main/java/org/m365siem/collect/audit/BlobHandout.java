package org.m365siem.collect.audit;

import java.io.Closeable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Hands out blobs to a splitter. A splitter looks ahead, and takes a promised element that does not come as the end of
 * everything: so what {@link #hasNext()} promises is set aside, and given back when nobody fetches it.
 */
final class BlobHandout implements Iterator<BlobFetch>, Closeable {
    /** A splitter that has not asked for so long may have been abandoned; another one may begin beside it. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final AuditFeeds feeds;
    private final Clock clock;
    private BlobFetch next;
    private volatile boolean ended;
    private volatile Instant asked;

    BlobHandout(AuditFeeds feeds, Clock clock) {
        this.feeds = feeds;
        this.clock = clock;
        this.asked = clock.instant();
    }

    /** True while somebody still takes blobs from it. Takes no lock, for its caller holds one that this may wait for. */
    boolean isInUse() {
        return !ended && clock.instant().isBefore(asked.plus(PATIENCE));
    }

    @Override
    public synchronized boolean hasNext() {
        asked = clock.instant();
        if (next == null && !ended) {
            next = feeds.takeBlob();
            ended = next == null;
        }
        return next != null;
    }

    @Override
    public synchronized BlobFetch next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        BlobFetch blob = next;
        next = null;
        return blob;
    }

    @Override
    public synchronized void close() {
        ended = true;
        if (next != null) {
            next.notTried();
            next = null;
        }
    }
}
