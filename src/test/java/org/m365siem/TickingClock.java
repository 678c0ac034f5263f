package org.m365siem;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test moves it. */
public final class TickingClock extends Clock {
    private final AtomicReference<Instant> now;

    public TickingClock() {
        this("2026-03-01T12:00:00Z");
    }

    public TickingClock(String start) {
        this(Instant.parse(start));
    }

    public TickingClock(Instant start) {
        now = new AtomicReference<>(start);
    }

    public void tick(Duration by) {
        now.updateAndGet(time -> time.plus(by));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
