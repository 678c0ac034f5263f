package org.m365siem.spool.delivery;

import java.time.Duration;
import java.util.Random;

/** How long to wait after a failed delivery: 1 s, doubling up to 60 s, less up to a fifth so that sinks do not march in step. */
final class Backoff {
    private static final long MOST_MILLIS = 60_000;
    /** No server's wish is followed for longer, so that a nonsense date cannot stop a sink for good. */
    private static final Duration LONGEST_WISH = Duration.ofDays(1);

    private final Random random;

    Backoff(Random random) {
        this.random = random;
    }

    /**
     * @param tries how many deliveries have failed in a row, at least 1
     * @param wish what the server asked to wait, or null; honoured even when it is longer than 60 s
     */
    Duration after(int tries, Duration wish) {
        long full = Math.min(MOST_MILLIS, 1000L << Math.min(tries - 1, 16));
        Duration own = Duration.ofMillis(full - (long) (random.nextDouble() * full / 5));
        if (wish == null || wish.compareTo(own) <= 0) {
            return own;
        }
        return wish.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : wish;
    }
}
