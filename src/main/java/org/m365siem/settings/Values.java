package org.m365siem.settings;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the values of settings. Camel and Spring read {@code PT60S} or {@code 10MB} each in their own way, some of them as 0
 * without an error; here a value is understood or refused.
 */
public final class Values {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*(B|KB|MB|GB|TB)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern GUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern SINK = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    private Values() {}

    /** Null for an empty value, which is the same as none; otherwise the value without surrounding white space. */
    public static String text(String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** {@code 500ms}, {@code 30s}, {@code 10m}, {@code 2h}, {@code 7d} and nothing else. */
    public static Duration duration(String key, String value) {
        Matcher matcher = DURATION.matcher(required(key, value));
        if (!matcher.matches()) {
            throw new SettingException(key, value, "a duration like 500ms, 30s, 10m, 2h or 7d");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** Bytes: {@code 1048576}, {@code 64KB}, {@code 10MB}, {@code 10GB} (powers of 1024). */
    public static long size(String key, String value) {
        Matcher matcher = SIZE.matcher(required(key, value));
        if (!matcher.matches()) {
            throw new SettingException(key, value, "a size like 1048576, 64KB, 10MB or 10GB");
        }
        String unit = matcher.group(2) == null ? "B" : matcher.group(2).toUpperCase(Locale.ROOT);
        int power = List.of("B", "KB", "MB", "GB", "TB").indexOf(unit);
        try {
            return new BigDecimal(matcher.group(1))
                    .multiply(BigDecimal.valueOf(1024).pow(power))
                    .longValueExact();
        } catch (ArithmeticException tooMuch) {
            throw new SettingException(key, value, "a size that fits a disk");
        }
    }

    /** {@code true}, {@code on}, {@code false} or {@code off}. */
    public static boolean flag(String key, String value) {
        return switch (required(key, value).toLowerCase(Locale.ROOT)) {
            case "true", "on" -> true;
            case "false", "off" -> false;
            default -> throw new SettingException(key, value, "on or off");
        };
    }

    /** A whole number within bounds. */
    public static int number(String key, String value, int least, int most) {
        try {
            int number = Integer.parseInt(required(key, value));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // said below, with the bounds
        }
        throw new SettingException(key, value, "a whole number from " + least + " to " + most);
    }

    /** A TCP or UDP port; Kubernetes may set {@code SYSLOG_PORT=tcp://…} by itself, which is refused with a hint. */
    public static int port(String key, String value) {
        if (required(key, value).startsWith("tcp://")) {
            throw new SettingException(
                    key, value, "a port number (Kubernetes set this variable: switch enableServiceLinks off)");
        }
        return number(key, value, 1, 65535);
    }

    /** The path of a file that can be read now. */
    public static Path readableFile(String key, String value) {
        try {
            Path path = Path.of(required(key, value));
            if (Files.isRegularFile(path) && Files.isReadable(path)) {
                return path;
            }
        } catch (InvalidPathException notAPath) {
            // said below
        }
        throw new SettingException(key, value, "a file that exists and can be read");
    }

    /** {@code scheme://host[:port]}, without a path of its own, user information or query. */
    public static URI serverUrl(String key, String value) {
        URI uri = url(key, value);
        if (uri.getPath() != null && !uri.getPath().isEmpty() && !uri.getPath().equals("/")) {
            throw new SettingException(key, value, "scheme://host[:port] without a path");
        }
        return uri;
    }

    /** An absolute http or https address without user information, query or fragment. */
    public static URI url(String key, String value) {
        try {
            URI uri = new URI(required(key, value));
            boolean web = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            if (web
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException notAnAddress) {
            // said below
        }
        throw new SettingException(key, value, "an address like https://host or https://host:8088");
    }

    /** A Microsoft Entra tenant or application id. */
    public static String guid(String key, String value) {
        String text = required(key, value);
        if (GUID.matcher(text).matches()) {
            return text.toLowerCase(Locale.ROOT);
        }
        throw new SettingException(key, value, "a GUID like 11111111-2222-3333-4444-555555555555");
    }

    /** One word of a closed list, given in any case. */
    public static String oneOf(String key, String value, String... words) {
        String lower = required(key, value).toLowerCase(Locale.ROOT);
        if (Arrays.asList(words).contains(lower)) {
            return lower;
        }
        throw new SettingException(key, value, "one of " + String.join(", ", words));
    }

    /** A comma list without empty members; an empty list for an empty value. */
    public static List<String> list(String value) {
        return text(value) == null
                ? List.of()
                : Arrays.stream(value.split(","))
                        .map(String::strip)
                        .filter(s -> !s.isEmpty())
                        .toList();
    }

    /** True for a name that a sink may have. */
    public static boolean isSinkName(String name) {
        return SINK.matcher(name).matches();
    }

    /** A secret given directly, or as a file that holds it (a trailing line end is not part of it); null when neither is set. */
    public static String secret(String key, String value, String file) {
        if (text(value) != null || text(file) == null) {
            return value == null || value.isEmpty() ? null : value;
        }
        try {
            String secret = Files.readString(Path.of(file.strip()), StandardCharsets.UTF_8)
                    .stripTrailing();
            if (secret.isEmpty()) {
                throw new SettingException(key + "-file", file, "a file that is not empty");
            }
            return secret;
        } catch (IOException | InvalidPathException e) {
            throw new SettingException(
                    key + "-file", file, "a readable file (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static String required(String key, String value) {
        String text = text(value);
        if (text == null) {
            throw new SettingException(key, "", "a value");
        }
        return text;
    }
}
