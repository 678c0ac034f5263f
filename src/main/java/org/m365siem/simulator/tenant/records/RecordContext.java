package org.m365siem.simulator.tenant.records;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * What one record is about.
 *
 * @param time the event time, to the second
 */
record RecordContext(String id, String tenant, Instant time, Dice dice) {
    /** UTC without a zone, as Microsoft writes {@code CreationTime}. */
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    String timeText(long secondsBefore) {
        return UTC.format(time.minusSeconds(secondsBefore));
    }
}
