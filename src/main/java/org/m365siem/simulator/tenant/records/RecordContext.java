package org.m365siem.simulator.tenant.records;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * What one record is about.
 *
 * @param time the event time, to the second
 */
record RecordContext(String id, String tenant, Instant time, Dice dice) {
    /** UTC without a zone, as Microsoft writes {@code CreationTime}. */
    String timeText(long secondsBefore) {
        LocalDateTime utc = LocalDateTime.ofEpochSecond(time.getEpochSecond() - secondsBefore, 0, ZoneOffset.UTC);
        char[] text = "0000-00-00T00:00:00".toCharArray();
        digits(text, 2, utc.getYear() % 100);
        digits(text, 0, utc.getYear() / 100);
        digits(text, 5, utc.getMonthValue());
        digits(text, 8, utc.getDayOfMonth());
        digits(text, 11, utc.getHour());
        digits(text, 14, utc.getMinute());
        digits(text, 17, utc.getSecond());
        return new String(text);
    }

    // a DateTimeFormatter would take most of the time that a record takes
    private static void digits(char[] text, int at, int value) {
        text[at] = (char) ('0' + value / 10);
        text[at + 1] = (char) ('0' + value % 10);
    }
}
