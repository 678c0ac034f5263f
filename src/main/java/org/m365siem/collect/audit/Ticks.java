package org.m365siem.collect.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Notices when a route's trigger has fallen silent, which is how a stopping route begins: work that is long enough to outlast
 * a shutdown is then not continued. Safe for any number of threads.
 */
final class Ticks {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int MISSED = 5;

    private final Clock clock;
    private Instant last;
    private Duration interval = Duration.ZERO;

    Ticks(Clock clock) {
        this.clock = clock;
        this.last = clock.instant();
    }

    synchronized void tick() {
        Instant now = clock.instant();
        interval = Duration.between(last, now).abs();
        last = now;
    }

    synchronized boolean isTicking() {
        Duration patience = interval.multipliedBy(MISSED);
        Duration silent = Duration.between(last, clock.instant());
        return silent.compareTo(patience.compareTo(PATIENCE) > 0 ? patience : PATIENCE) <= 0;
    }
}
