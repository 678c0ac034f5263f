package org.m365siem.collect.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Reads {@code CreationTime} and the times of descriptors. Microsoft means UTC and mostly leaves the zone out, which an RFC
 * 3339 parser refuses.
 */
final class EventTimes {
    private static final int SECONDS_LENGTH = "2026-03-01T09:58:31".length();

    private EventTimes() {}

    /** The time, or the other one when the text is no time. */
    static Instant parse(String text, Instant otherwise) {
        Instant quick = quick(text);
        if (quick != null) {
            return quick;
        }
        if (text == null) {
            return otherwise;
        }
        try {
            return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException withZone) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException noTime) {
                return otherwise;
            }
        }
    }

    /** {@code yyyy-MM-ddTHH:mm:ss} with or without Z: nearly all there is, and a tenth of the general parser's cost. */
    private static Instant quick(String text) {
        if (text == null
                || text.length() < SECONDS_LENGTH
                || text.length() > SECONDS_LENGTH + 1
                || text.length() == SECONDS_LENGTH + 1 && text.charAt(SECONDS_LENGTH) != 'Z'
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            return null;
        }
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 7);
        int day = digits(text, 8, 10);
        int hour = digits(text, 11, 13);
        int minute = digits(text, 14, 16);
        int second = digits(text, 17, 19);
        if ((year | month | day | hour | minute | second) < 0) {
            return null;
        }
        try {
            return LocalDateTime.of(year, month, day, hour, minute, second).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException noSuchDay) {
            return null;
        }
    }

    private static int digits(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
