package org.m365siem.camel;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a parallel split, and with them how many elements are worked at once. Idle threads end by themselves, so
 * that a route that is replaced leaves none behind.
 */
public class Workers extends ThreadPoolExecutor {
    private static final int SIZE = 8;
    private static final AtomicInteger THREADS = new AtomicInteger();

    public Workers() {
        super(SIZE, SIZE, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread thread = new Thread(work, "m365-siem-blobs-" + THREADS.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        allowCoreThreadTimeOut(true);
    }
}
