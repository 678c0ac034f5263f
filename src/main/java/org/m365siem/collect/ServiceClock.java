package org.m365siem.collect;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.m365siem.settings.RetryAfter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Microsoft's clock, as seen in the {@code Date} header of its answers. Windows end and contents expire by this clock: with a
 * local clock that is ahead, a window would end in the future, and what arrives there later would never be listed. Safe for
 * any number of threads.
 */
public final class ServiceClock {
    /** Smaller differences are the header's whole seconds and the way of the answer. */
    private static final Duration NOISE = Duration.ofSeconds(5);
    /** A difference from here on is told to an operator, and a change of it is believed when two answers agree. */
    public static final Duration LARGE = Duration.ofMinutes(2);

    private static final Logger LOG = LoggerFactory.getLogger(ServiceClock.class);

    private final Clock clock;
    private volatile Duration skew = Duration.ZERO;
    private volatile Duration doubtful;
    private boolean reported;

    public ServiceClock(Clock clock) {
        this.clock = clock;
    }

    /** The time at Microsoft, as well as it is known. */
    public Instant now() {
        return clock.instant().plus(skew);
    }

    /** The local time, for waiting. */
    public Instant local() {
        return clock.instant();
    }

    /** How far Microsoft's clock is ahead of the local one; zero while the difference is small. */
    public Duration skew() {
        return skew;
    }

    /** True when the last answer named quite another time than those before: nothing is to be given up on that ground. */
    public boolean isDoubtful() {
        return doubtful != null;
    }

    /** The time at Microsoft, the earlier one where the last answer left doubts. */
    public Instant earliest() {
        Duration other = doubtful;
        return clock.instant().plus(other != null && other.compareTo(skew) < 0 ? other : skew);
    }

    /**
     * Learns from an answer that has just arrived; a header that is missing or cannot be read teaches nothing. A large change
     * is believed when the next answer agrees.
     */
    public synchronized void learn(String date) {
        Instant served = RetryAfter.httpDate(date);
        if (served == null) {
            return;
        }
        Duration difference = Duration.between(clock.instant(), served);
        if (difference.minus(skew).abs().compareTo(LARGE) > 0
                && (doubtful == null || difference.minus(doubtful).abs().compareTo(LARGE) > 0)) {
            doubtful = difference;
            return;
        }
        doubtful = null;
        skew = difference.abs().compareTo(NOISE) <= 0 ? Duration.ZERO : difference;
        boolean large = difference.abs().compareTo(LARGE) > 0;
        if (large && !reported) {
            LOG.warn(
                    "clock skew: this machine's clock is {} s {} Microsoft's; windows follow Microsoft's. Set the clock (NTP).",
                    difference.abs().toSeconds(),
                    difference.isNegative() ? "ahead of" : "behind");
        } else if (!large && reported) {
            LOG.info("clock skew: gone, this machine's clock agrees with Microsoft's again");
        }
        reported = large;
    }
}
