package org.m365siem.simulator.tenant.api;

import java.time.Clock;

/** Counts requests over the last sixty seconds. */
final class RateLimiter {
    private static final int SECONDS = 60;

    private final Clock clock;
    private final int mostPerMinute;
    private final long[] second = new long[SECONDS];
    private final int[] count = new int[SECONDS];

    RateLimiter(Clock clock, int mostPerMinute) {
        this.clock = clock;
        this.mostPerMinute = mostPerMinute;
    }

    /** Counts a request, unless there were too many already. */
    synchronized boolean allows() {
        long now = clock.instant().getEpochSecond();
        int recent = 0;
        for (int i = 0; i < SECONDS; i++) {
            recent += second[i] > now - SECONDS && second[i] <= now ? count[i] : 0;
        }
        if (recent >= mostPerMinute) {
            return false;
        }
        int slot = (int) (now % SECONDS);
        if (second[slot] != now) {
            second[slot] = now;
            count[slot] = 0;
        }
        count[slot]++;
        return true;
    }
}
