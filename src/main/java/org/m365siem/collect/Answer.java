package org.m365siem.collect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;

/**
 * An HTTP answer.
 *
 * @param status the status code
 * @param headers names in any case; a value may be a list where the header came several times
 * @param body read once; null when there is none
 */
public record Answer(int status, Map<String, Object> headers, InputStream body) {
    private static final int SHOWN = 200;
    private static final int ERROR_LIMIT = 64 * 1024;

    /** The header's value, its name compared without regard to case; null when it is missing. */
    public String header(String name) {
        for (Map.Entry<String, Object> header : headers.entrySet()) {
            if (header.getKey().equalsIgnoreCase(name) && header.getValue() != null) {
                Object value = header.getValue();
                return value instanceof Collection<?> many
                        ? many.isEmpty() ? null : String.valueOf(many.iterator().next())
                        : String.valueOf(value);
            }
        }
        return null;
    }

    /** The body of an error: at most 64 KB of it; what cannot be read is left out. */
    public String errorText() {
        if (body == null) {
            return "";
        }
        byte[] bytes = new byte[0];
        try {
            bytes = body.readNBytes(ERROR_LIMIT);
        } catch (IOException unreadable) {
            // the status alone decides then
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The start of a text for a message: at most 200 characters, on one line, printable. */
    public static String start(String text) {
        StringBuilder shown = new StringBuilder();
        boolean blank = false;
        for (int i = 0; i < text.length() && shown.length() < SHOWN; i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 0x7f) {
                blank = shown.length() > 0;
            } else {
                shown.append(blank ? " " : "").append(c < 0x80 || Character.isLetterOrDigit(c) ? c : '?');
                blank = false;
            }
        }
        return shown.toString();
    }
}
