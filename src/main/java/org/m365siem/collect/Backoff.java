package org.m365siem.collect;

import java.time.Duration;

/** How long to wait after the n-th failure in a row: 1 s, doubling, never more than a limit. */
public final class Backoff {
    /** The longest wait unless the server asks for more. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    private Backoff() {}

    /** @param failures how many times it has failed in a row, 1 for the first */
    public static Duration after(int failures) {
        return after(failures, LIMIT);
    }

    /** The same with another limit. */
    public static Duration after(int failures, Duration limit) {
        int doublings = Math.min(Math.max(failures - 1, 0), 20);
        Duration wait = Duration.ofSeconds(1L << doublings);
        return wait.compareTo(limit) < 0 ? wait : limit;
    }
}
