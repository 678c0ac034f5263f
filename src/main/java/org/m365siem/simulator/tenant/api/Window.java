package org.m365siem.simulator.tenant.api;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/** The time window of a listing, {@code [start, end)} on {@code contentCreated}. */
record Window(Instant start, Instant end) {
    private static final Pattern FORM = Pattern.compile("\\d{4}-\\d\\d-\\d\\d(T\\d\\d:\\d\\d(:\\d\\d)?)?");
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Duration FARTHEST = Duration.ofDays(7);
    private static final DateTimeFormatter TEXT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    /** A window that the API refuses. */
    static final class Refused extends Exception {
        private final String code;

        Refused(String code) {
            super(code);
            this.code = code;
        }

        String code() {
            return code;
        }
    }

    /** Reads the parameters {@code startTime} and {@code endTime}; both null means the last 24 hours. */
    static Window of(String start, String end, Instant now) throws Refused {
        if (start == null && end == null) {
            return new Window(now.minus(LONGEST), now);
        }
        if (start == null || end == null) {
            throw new Refused("AF20030");
        }
        return new Window(time(start), time(end)).checked(now);
    }

    /** The API's rules: start before end, at most 24 hours long, at most 7 days back; an end in the future is accepted. */
    Window checked(Instant now) throws Refused {
        if (Duration.between(start, end).compareTo(LONGEST) > 0) {
            throw new Refused("AF20030");
        }
        if (!start.isBefore(end)
                || start.isBefore(now.truncatedTo(ChronoUnit.SECONDS).minus(FARTHEST))) {
            throw new Refused("AF20055");
        }
        return this;
    }

    private static Instant time(String text) throws Refused {
        if (!FORM.matcher(text).matches()) {
            throw new Refused("AF20002");
        }
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException noSuchTime) {
            throw new Refused("AF20002");
        }
    }

    static String text(Instant time) {
        return TEXT.format(time);
    }
}
