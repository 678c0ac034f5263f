package org.m365siem.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MonotonicClockTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Clock clock = new MonotonicClock(START, nanos::get);

    @Test
    void it_starts_at_the_given_time_and_goes_on_with_what_has_passed_even_where_the_counter_wraps() {
        assertThat(clock.instant()).isEqualTo(START);
        nanos.addAndGet(3_000_000_000L);
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(3));
    }

    @Test
    void another_zone_shows_the_same_time() {
        Clock zoned = clock.withZone(ZoneId.of("Europe/Berlin"));
        nanos.addAndGet(1_000_000_000L);
        assertThat(zoned.instant()).isEqualTo(START.plusSeconds(1));
        assertThat(zoned.getZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    }

    @Test
    void by_default_it_begins_with_the_time_of_the_machine() {
        Instant before = Instant.now();
        assertThat(new MonotonicClock().instant()).isBetween(before, before.plusSeconds(60));
    }
}
