package org.m365siem.format;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Event time as the two syslog headers write it, always UTC. Not for several threads. */
final class SyslogTime {
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    private static final Instant YEAR_0 = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant YEAR_9999 = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private final Bytes second = new Bytes(24);
    private long written = Long.MIN_VALUE;

    /** RFC 5424 section 6.2.3: at most six fraction digits; the nil value for a year of more than four digits. */
    void rfc5424(Instant time, Bytes out) {
        if (!within(time).equals(time)) {
            out.put('-');
            return;
        }
        if (time.getEpochSecond() != written) {
            written = time.getEpochSecond();
            OffsetDateTime utc = time.atOffset(ZoneOffset.UTC);
            second.clear()
                    .digits(utc.getYear(), 4)
                    .put('-')
                    .digits(utc.getMonthValue(), 2)
                    .put('-');
            second.digits(utc.getDayOfMonth(), 2).put('T');
            clock(utc, second);
        }
        out.put(second);
        int micros = time.getNano() / 1000;
        if (micros % 1000 == 0) {
            out.put('.').digits(micros / 1000, 3);
        } else {
            out.put('.').digits(micros, 6);
        }
        out.put('Z');
    }

    /** RFC 3164 section 4.1.2: no year and no zone; the day is padded with a space. Receivers add both as they see fit. */
    void rfc3164(Instant time, Bytes out) {
        OffsetDateTime utc = within(time).atOffset(ZoneOffset.UTC);
        out.ascii(MONTHS[utc.getMonthValue() - 1]).put(' ');
        if (utc.getDayOfMonth() < 10) {
            out.put(' ');
        }
        out.digits(utc.getDayOfMonth(), 1).put(' ');
        clock(utc, out);
    }

    private static Instant within(Instant time) {
        return time.isBefore(YEAR_0) ? YEAR_0 : time.isAfter(YEAR_9999) ? YEAR_9999 : time;
    }

    private static void clock(OffsetDateTime utc, Bytes out) {
        out.digits(utc.getHour(), 2)
                .put(':')
                .digits(utc.getMinute(), 2)
                .put(':')
                .digits(utc.getSecond(), 2);
    }
}
