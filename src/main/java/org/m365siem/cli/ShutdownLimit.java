package org.m365siem.cli;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Ends the process when its shutdown takes too long, so that whoever stopped it need not kill it. */
final class ShutdownLimit {
    /** What a shell reports for SIGTERM. */
    static final int TERMINATED = 143;

    private ShutdownLimit() {}

    /** @param most how long a shutdown may take from its first moment */
    static void install(Duration most) {
        // the hook itself must end: the Java machine waits for its hooks
        Runtime.getRuntime().addShutdownHook(new Thread(() -> watch(most), "shutdown-limit"));
    }

    private static void watch(Duration most) {
        Thread watch = new Thread(() -> halt(most), "shutdown-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private static void halt(Duration most) {
        long end = System.nanoTime() + most.toNanos();
        for (long left = most.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        System.err.println("m365-siem: the program did not end within " + most.toMillis()
                + " ms and is broken off; what was in flight is sent again after the start");
        Runtime.getRuntime().halt(TERMINATED);
    }
}
