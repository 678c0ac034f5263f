package org.m365siem.spool.sqlite;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongFunction;

/**
 * The chunks used last, unpacked, shared by all sinks: those at the same place unpack a chunk once between them, and those that
 * keep up get the very events that were appended. Bounded by bytes.
 */
final class ChunkCache {
    private final long maxBytes;
    private final LongFunction<StoredChunk> loader;
    private final Map<Long, CompletableFuture<StoredChunk>> chunks = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    ChunkCache(long maxBytes, LongFunction<StoredChunk> loader) {
        this.maxBytes = maxBytes;
        this.loader = loader;
    }

    void put(StoredChunk chunk) {
        synchronized (chunks) {
            if (chunks.putIfAbsent(chunk.sequence(), CompletableFuture.completedFuture(chunk)) == null) {
                count(chunk);
            }
        }
    }

    /** Loads the chunk unless it is there; one thread loads, the others wait for it. */
    StoredChunk get(long sequence) {
        CompletableFuture<StoredChunk> mine = new CompletableFuture<>();
        CompletableFuture<StoredChunk> there;
        synchronized (chunks) {
            there = chunks.putIfAbsent(sequence, mine);
        }
        if (there == null) {
            load(sequence, mine);
            there = mine;
        }
        try {
            return there.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    private void load(long sequence, CompletableFuture<StoredChunk> future) {
        try {
            StoredChunk chunk = loader.apply(sequence);
            synchronized (chunks) {
                future.complete(chunk);
                count(chunk);
            }
        } catch (RuntimeException | Error e) {
            synchronized (chunks) {
                chunks.remove(sequence);
            }
            future.completeExceptionally(e);
        }
    }

    private void count(StoredChunk chunk) {
        bytes += chunk.weight();
        Iterator<CompletableFuture<StoredChunk>> eldest = chunks.values().iterator();
        while (bytes > maxBytes && eldest.hasNext()) {
            CompletableFuture<StoredChunk> next = eldest.next();
            if (next.isDone()) {
                bytes -= next.join().weight();
                eldest.remove();
            }
        }
    }
}
