package org.m365siem.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.m365siem.event.SecurityEvent;

/**
 * A record that is too long for its receiver as a smaller valid one. First the fields that say who did what, long strings cut
 * to whole code points; then every other field that still fits, whole and in the record's order; then {@code
 * "truncated":true}. Receivers would cut the bytes anywhere and leave no JSON at all.
 */
final class Shortened {
    private static final List<String> FIRST = List.of(
            "Id",
            "id",
            "CreationTime",
            "RecordType",
            "Operation",
            "UserId",
            "Workload",
            "ClientIP",
            "ObjectId",
            "OrganizationId",
            "ResultStatus",
            "UserType",
            "UserKey",
            "title",
            "severity",
            "status",
            "createdDateTime",
            "lastUpdateDateTime",
            "alertCreationTime",
            "lastUpdateTime");
    private static final JsonFactory JSON = new JsonFactory();
    private static final int LONGEST = 512;
    private static final byte[] MARK = "\"truncated\":true}".getBytes(StandardCharsets.US_ASCII);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final byte[] json;
    private final int most;

    private Shortened(byte[] json, int most) {
        this.json = json;
        this.most = most;
    }

    /**
     * @param json the record on one line
     * @param most bytes allowed
     * @return a JSON object of at most so many bytes, or an empty array when not even the event's id fits
     */
    static byte[] of(SecurityEvent event, byte[] json, int most) {
        Shortened shortened = new Shortened(json, most);
        if (most <= MARK.length) {
            return new byte[0];
        }
        shortened.out.write('{');
        List<JsonFields.Field> fields = isObject(json) ? JsonFields.of(json) : List.of();
        if (fields.isEmpty()) {
            shortened.ofEvent(event);
        } else {
            shortened.ofRecord(fields);
        }
        return shortened.out.size() == 1 ? new byte[0] : shortened.end();
    }

    /** Slices of something that is not JSON would not be JSON either. */
    private static boolean isObject(byte[] json) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException notJson) {
            return false;
        }
    }

    private void ofRecord(List<JsonFields.Field> fields) {
        Map<String, JsonFields.Field> byName = new HashMap<>();
        fields.forEach(field -> byName.put(field.name(), field));
        for (String name : FIRST) {
            JsonFields.Field field = byName.get(name);
            if (field != null && json[field.from()] != '{' && json[field.from()] != '[') {
                add(name, value(field));
            }
        }
        List<JsonFields.Field> rest = new ArrayList<>(fields);
        rest.removeIf(field -> FIRST.contains(field.name()) || field.name().equals("truncated"));
        rest.forEach(field -> add(field.name(), Arrays.copyOfRange(json, field.from(), field.to())));
    }

    private byte[] value(JsonFields.Field field) {
        byte[] whole = Arrays.copyOfRange(json, field.from(), field.to());
        return whole[0] == '"' ? JsonFields.shorten(whole, LONGEST) : whole;
    }

    /** Not an object: what is known of the event from elsewhere. */
    private void ofEvent(SecurityEvent event) {
        add("Id", quoted(event.id()));
        add("CreationTime", quoted(event.time().toString()));
        add("RecordType", quoted(event.type()));
        add("UserId", quoted(event.user()));
    }

    private static byte[] quoted(String text) {
        StringBuilder plain = new StringBuilder("\"");
        Utf8.first(text, LONGEST / 4).codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                plain.append('\\');
            }
            plain.appendCodePoint(Character.isISOControl(c) ? ' ' : c);
        });
        return plain.append('"').toString().getBytes(StandardCharsets.UTF_8);
    }

    private void add(String name, byte[] value) {
        byte[] key = ("\"" + name + "\":").getBytes(StandardCharsets.UTF_8);
        if (out.size() + key.length + value.length + 1 + MARK.length <= most) {
            out.writeBytes(key);
            out.writeBytes(value);
            out.write(',');
        }
    }

    private byte[] end() {
        out.writeBytes(MARK);
        return out.toByteArray();
    }
}
