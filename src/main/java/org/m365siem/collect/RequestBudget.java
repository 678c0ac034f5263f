package org.m365siem.collect;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;

/**
 * Lets at most so many requests pass in any 60 seconds; Microsoft's baseline for the Management Activity API is 2,000 a
 * minute and tenant. Nobody waits here: who gets no permit comes back later. Safe for any number of threads.
 */
public final class RequestBudget {
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    private final Clock clock;
    private final long[] taken;
    private int next;

    public RequestBudget(int perMinute, Clock clock) {
        this.clock = clock;
        this.taken = new long[perMinute];
        Arrays.fill(taken, Long.MIN_VALUE);
    }

    /** True when one more request may be sent now; it is counted then. */
    public synchronized boolean take() {
        long now = clock.millis();
        long oldest = taken[next];
        // a clock that was set back must not close the gate for as long as it was set back
        if (oldest != Long.MIN_VALUE && oldest <= now && now - oldest < MINUTE) {
            return false;
        }
        taken[next] = now;
        next = (next + 1) % taken.length;
        return true;
    }
}
