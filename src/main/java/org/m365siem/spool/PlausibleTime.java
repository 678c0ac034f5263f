package org.m365siem.spool;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.m365siem.settings.MonotonicClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machine's time for what cannot be undone, such as giving up old events. A clock that has jumped by more than an hour is
 * not believed before it has run evenly for an hour: somebody may have set it wrong. What passed while the program was off
 * counts. Ask now and then, so that a jump is seen. Safe for any number of threads.
 */
public final class PlausibleTime {
    private static final Logger LOG = LoggerFactory.getLogger(PlausibleTime.class);
    private static final Duration JUMP = Duration.ofHours(1);
    private static final Duration PROBATION = Duration.ofHours(1);
    private static final PlausibleTime SYSTEM = new PlausibleTime(Clock.systemUTC(), new MonotonicClock());

    private final Clock wall;
    private final Clock steady;
    private Duration ahead;
    private Instant believedFrom = Instant.MIN;

    /**
     * @param wall the time that may jump
     * @param steady a clock that never jumps
     */
    public PlausibleTime(Clock wall, Clock steady) {
        this.wall = wall;
        this.steady = steady;
        this.ahead = Duration.between(steady.instant(), wall.instant());
    }

    /** This machine's, watched since the start of the program. */
    public static PlausibleTime system() {
        return SYSTEM;
    }

    /** The time, or empty while it cannot be believed. */
    public synchronized Optional<Instant> now() {
        Instant passed = steady.instant();
        Instant now = wall.instant();
        Duration jump = Duration.between(passed, now).minus(ahead);
        ahead = ahead.plus(jump);
        if (jump.abs().compareTo(JUMP) > 0) {
            believedFrom = passed.plus(PROBATION);
            LOG.warn(
                    "clock skew: the machine's clock jumped {} by {} min; for {} min no event is given up for its age and no"
                            + " event id is forgotten. Nothing is lost; check the clock",
                    jump.isNegative() ? "back" : "forward",
                    jump.abs().toMinutes(),
                    PROBATION.toMinutes());
        }
        return passed.isBefore(believedFrom) ? Optional.empty() : Optional.of(now);
    }
}
