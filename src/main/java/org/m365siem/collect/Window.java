package org.m365siem.collect;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** A span of arrival time to list: {@code from} included, {@code to} excluded, both whole seconds. */
public record Window(Instant from, Instant to) {
    private static final DateTimeFormatter WIRE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    public Window {
        from = from.truncatedTo(ChronoUnit.SECONDS);
        to = to.truncatedTo(ChronoUnit.SECONDS);
    }

    /** True when there is nothing to ask for; a start equal to the end is an error to Microsoft. */
    public boolean isEmpty() {
        return !from.isBefore(to);
    }

    public Duration length() {
        return Duration.between(from, to);
    }

    /** A time as the Management Activity API wants it: UTC, whole seconds, no zone. */
    public static String wire(Instant time) {
        return WIRE.format(time);
    }

    @Override
    public String toString() {
        return wire(from) + " to " + wire(to);
    }
}
