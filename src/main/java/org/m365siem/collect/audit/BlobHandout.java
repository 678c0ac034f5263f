package org.m365siem.collect.audit;

import java.io.Closeable;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Hands out blobs to a splitter. A splitter looks ahead, and takes a promised element that does not come as the end of
 * everything: so what {@link #hasNext()} promises is set aside, and given back when nobody fetches it.
 */
final class BlobHandout implements Iterator<BlobFetch>, Closeable {
    private final AuditFeeds feeds;
    private BlobFetch next;
    private boolean closed;

    BlobHandout(AuditFeeds feeds) {
        this.feeds = feeds;
    }

    @Override
    public synchronized boolean hasNext() {
        if (next == null && !closed) {
            next = feeds.takeBlob();
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
        closed = true;
        if (next != null) {
            next.notTried();
            next = null;
        }
    }
}
