package org.m365siem.spool.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.m365siem.spool.SpoolException;

class ChunkCacheTest {
    private final AtomicInteger loads = new AtomicInteger();

    private StoredChunk chunk(long sequence) {
        loads.incrementAndGet();
        return new StoredChunk(sequence, 100, null, Spools.numbers(0, 10));
    }

    @Test
    void sinksAtTheSamePlaceUnpackAChunkOnceBetweenThem() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ChunkCache cache = new ChunkCache(1 << 20, sequence -> {
            started.countDown();
            await(release);
            return chunk(sequence);
        });
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<CompletableFuture<StoredChunk>> sinks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                sinks.add(CompletableFuture.supplyAsync(() -> cache.get(7), threads));
            }
            await(started);
            release.countDown();
            for (CompletableFuture<StoredChunk> sink : sinks) {
                assertThat(sink.get(10, TimeUnit.SECONDS)).isSameAs(sinks.get(0).join());
            }
            assertThat(loads).hasValue(1);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theChunkUsedLongestAgoLeavesWhenTheBytesAreUsedUp() {
        long weight = chunk(0).weight();
        ChunkCache cache = new ChunkCache(3 * weight, this::chunk);
        loads.set(0);
        cache.put(chunk(1));
        cache.get(2);
        cache.get(3);
        cache.get(1);
        cache.get(4);
        assertThat(loads).hasValue(4);
        cache.get(1);
        cache.get(3);
        assertThat(loads).as("1 and 3 are there").hasValue(4);
        cache.get(2);
        assertThat(loads).as("2 had left").hasValue(5);
    }

    @Test
    void aFailureIsNotKept() {
        ChunkCache cache = new ChunkCache(1 << 20, sequence -> {
            if (loads.get() == 0) {
                loads.incrementAndGet();
                throw new SpoolException("cannot be read");
            }
            return chunk(sequence);
        });
        assertThatThrownBy(() -> cache.get(1))
                .isInstanceOf(SpoolException.class)
                .hasMessage("cannot be read");
        assertThat(cache.get(1).events()).isEqualTo(10);
    }
}
