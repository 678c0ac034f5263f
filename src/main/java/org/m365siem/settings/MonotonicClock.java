package org.m365siem.settings;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * A clock for waiting: the time at which it was made, plus what has passed since. It never goes back and never jumps, whatever
 * is done to the machine's clock, so no wait becomes hours long. It does not follow corrections of the machine's clock; for the
 * true time ask {@link Clock#systemUTC()}. Safe for any number of threads.
 */
public final class MonotonicClock extends Clock {
    private final Instant start;
    private final LongSupplier nanos;
    private final long origin;
    private final ZoneId zone;

    /** Starts at the machine's time. */
    public MonotonicClock() {
        this(Instant.now(), System::nanoTime);
    }

    /** @param nanos nanoseconds since any moment, never going back, such as {@link System#nanoTime()} */
    public MonotonicClock(Instant start, LongSupplier nanos) {
        this(start, nanos, nanos.getAsLong(), ZoneOffset.UTC);
    }

    private MonotonicClock(Instant start, LongSupplier nanos, long origin, ZoneId zone) {
        this.start = start;
        this.nanos = nanos;
        this.origin = origin;
        this.zone = zone;
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new MonotonicClock(start, nanos, origin, other);
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanos.getAsLong() - origin);
    }
}
