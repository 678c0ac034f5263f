package org.m365siem.settings;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a server asks to wait, in the header's two forms (RFC 9110, 10.2.3) and in Microsoft's words. */
public final class RetryAfter {
    /** Longer waits are cut to this: an hour without asking is long enough to notice that a server is well again. */
    public static final Duration LIMIT = Duration.ofHours(1);

    private static final Pattern SECONDS = Pattern.compile("\\d{1,18}(\\.\\d*)?");
    private static final Pattern WORDS = Pattern.compile(
            "retry (?:again )?(?:after|in) ((?:\\d{1,9}\\s*(?:h|m|s)[a-z]*[\\s,]*)+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern PART = Pattern.compile("(\\d{1,9})\\s*([hms])", Pattern.CASE_INSENSITIVE);

    private RetryAfter() {}

    /**
     * Reads a {@code Retry-After} value: seconds or an HTTP date; never more than {@link #LIMIT}.
     *
     * @param now the time by the server's clock
     * @return between zero and {@link #LIMIT}; null for null and for what cannot be read
     */
    public static Duration header(String value, Instant now) {
        if (value == null || value.isBlank()) {
            return null;
        }
        String text = value.strip();
        if (SECONDS.matcher(text).matches()) {
            return limited(Duration.ofSeconds(Long.parseLong(text.split("\\.")[0])));
        }
        Instant date = httpDate(text);
        return date == null ? null : limited(Duration.between(now, date));
    }

    /**
     * Reads a {@code Retry-After} value without a limit.
     *
     * @param value the header's value, or null
     * @param now what a date is measured from
     * @return null when the header is missing, cannot be understood or names a time that is over
     */
    public static Duration parse(String value, Instant now) {
        String text = Values.text(value);
        if (text == null) {
            return null;
        }
        Instant date = httpDate(text);
        Duration wait = text.matches("\\d{1,9}")
                ? Duration.ofSeconds(Long.parseLong(text))
                : date == null ? Duration.ZERO : Duration.between(now, date);
        return wait.isNegative() || wait.isZero() ? null : wait;
    }

    /** Reads {@code Please retry again after 8m 46s} from an error message; null when it says nothing of the kind. */
    public static Duration message(String text) {
        Matcher words = WORDS.matcher(text == null ? "" : text);
        if (!words.find()) {
            return null;
        }
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(words.group(1));
        while (part.find()) {
            long amount = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (Character.toLowerCase(part.group(2).charAt(0))) {
                        case 'h' -> Duration.ofHours(amount);
                        case 'm' -> Duration.ofMinutes(amount);
                        default -> Duration.ofSeconds(amount);
                    });
        }
        return limited(sum);
    }

    /** Reads an HTTP date ({@code Sun, 06 Nov 1994 08:49:37 GMT}); null for what is none. */
    public static Instant httpDate(String text) {
        try {
            return text == null
                    ? null
                    : ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (DateTimeException notADate) {
            return null;
        }
    }

    private static Duration limited(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LIMIT) < 0 ? wait : LIMIT;
    }
}
