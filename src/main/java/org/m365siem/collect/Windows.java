package org.m365siem.collect;

import java.time.Duration;
import java.time.Instant;

/**
 * Cuts the way from a position to now into windows that Microsoft accepts: at most 24 hours long, starting at most seven
 * days back, each where the one before ended. Only the first window of a poll reaches back, by the overlap.
 *
 * @see <a href="https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-reference">
 *     startTime and endTime</a>
 */
public record Windows(Duration overlap) {
    /** The longest window; a longer one may be answered with a part of the data and no error. */
    public static final Duration LONGEST = Duration.ofHours(24);
    /** How far back a window may start: seven days, less a margin for the time a request takes. */
    public static final Duration REACH = Duration.ofDays(7).minusMinutes(5);

    /** The oldest start that is safe to ask for at this time. */
    public static Instant oldest(Instant now) {
        return now.minus(REACH);
    }

    /** The first window of a poll; empty (see {@link Window#isEmpty()}) when there is nothing to ask for yet. */
    public Window first(Instant position, Instant now) {
        Instant from = (position.isAfter(now) ? now : position).minus(overlap);
        Instant oldest = oldest(now);
        return upTo(from.isBefore(oldest) ? oldest : from, now);
    }

    /** The window that follows without a gap. */
    public static Window after(Window done, Instant end) {
        return upTo(done.to(), end);
    }

    private static Window upTo(Instant from, Instant end) {
        Window window = new Window(from, end);
        return window.length().compareTo(LONGEST) <= 0
                ? window
                : new Window(from, window.from().plus(LONGEST));
    }
}
