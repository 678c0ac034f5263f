package org.m365siem.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The top-level fields of a JSON object as slices of its bytes, so that what is kept stays as Microsoft wrote it. */
final class JsonFields {
    /** One field; the value's bytes are {@code json[from..to)}. */
    record Field(String name, int from, int to) {}

    private final byte[] json;
    private int at;

    private JsonFields(byte[] json) {
        this.json = json;
    }

    /** The fields in order; empty for bytes that are not one whole JSON object. */
    static List<Field> of(byte[] json) {
        JsonFields reader = new JsonFields(json);
        try {
            return reader.object();
        } catch (ArrayIndexOutOfBoundsException | IllegalStateException notAnObject) {
            return List.of();
        }
    }

    private List<Field> object() {
        List<Field> fields = new ArrayList<>();
        expect('{');
        while (peek() != '}') {
            if (!fields.isEmpty()) {
                expect(',');
            }
            int name = peekAt();
            string();
            String text = new String(json, name + 1, at - name - 2, StandardCharsets.UTF_8);
            expect(':');
            int from = peekAt();
            value();
            fields.add(new Field(text, from, at));
        }
        return fields;
    }

    /** Moves behind a value: strings are stepped over, brackets counted; what lies between is not checked. */
    private void value() {
        int start = at;
        int depth = 0;
        do {
            switch (json[at]) {
                case '"' -> string();
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    depth--;
                    at++;
                }
                default -> at++;
            }
        } while (depth > 0 || !ends(json[at]));
        if (depth < 0 || at == start) {
            throw new IllegalStateException();
        }
    }

    private static boolean ends(byte b) {
        return b == ',' || b == '}' || b == ' ';
    }

    private void string() {
        if (json[at++] != '"') {
            throw new IllegalStateException();
        }
        while (json[at] != '"') {
            at += json[at] == '\\' ? 2 : 1;
        }
        at++;
    }

    private byte peek() {
        return json[peekAt()];
    }

    private int peekAt() {
        while (json[at] == ' ') {
            at++;
        }
        return at;
    }

    private void expect(char c) {
        if (peek() != c) {
            throw new IllegalStateException();
        }
        at++;
    }

    /**
     * A quoted string cut to so many bytes, quotes included, on a whole code point and a whole escape; the same bytes when
     * they fit.
     */
    static byte[] shorten(byte[] quoted, int most) {
        if (quoted.length <= most) {
            return quoted;
        }
        int end = 1;
        for (int next = unit(quoted, end); next + 1 <= most; next = unit(quoted, end)) {
            end = next;
        }
        byte[] cut = Arrays.copyOf(quoted, end + 1);
        cut[end] = '"';
        return cut;
    }

    /** Where the code point that starts here ends: an escape, a pair of surrogate escapes, or a UTF-8 sequence. */
    private static int unit(byte[] quoted, int from) {
        if (quoted[from] != '\\') {
            int to = from + 1;
            while (to < quoted.length && (quoted[to] & 0xC0) == 0x80) {
                to++;
            }
            return to;
        }
        if (quoted[from + 1] != 'u') {
            return from + 2;
        }
        boolean high = isSurrogate(quoted, from, "89ab");
        return high && isSurrogate(quoted, from + 6, "cdef") ? from + 12 : from + 6;
    }

    private static boolean isSurrogate(byte[] quoted, int from, String third) {
        return from + 6 < quoted.length
                && quoted[from] == '\\'
                && quoted[from + 1] == 'u'
                && (quoted[from + 2] | 0x20) == 'd'
                && third.indexOf(quoted[from + 3] | 0x20) >= 0;
    }
}
