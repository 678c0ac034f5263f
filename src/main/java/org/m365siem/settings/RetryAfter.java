package org.m365siem.settings;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/**
 * The {@code Retry-After} header: seconds or a date.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#field.retry-after">RFC 9110 section 10.2.3</a>
 */
public final class RetryAfter {
    private RetryAfter() {}

    /**
     * @param value the header's value, or null
     * @param now what a date is measured from
     * @return null when the header is missing, cannot be understood or names a time that is over
     */
    public static Duration parse(String value, Instant now) {
        String text = Values.text(value);
        if (text == null) {
            return null;
        }
        Duration wait;
        try {
            wait = text.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(text))
                    : Duration.between(now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeException notADate) {
            return null;
        }
        return wait.isNegative() || wait.isZero() ? null : wait;
    }
}
