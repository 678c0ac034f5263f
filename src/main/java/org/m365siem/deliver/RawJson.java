package org.m365siem.deliver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.m365siem.event.SecurityEvent;

/** Bytes that are put into JSON as they are: one broken record would break the whole request that carries it. */
final class RawJson {
    private static final JsonFactory JSON = new JsonFactory();

    private RawJson() {}

    /** True for exactly one well-formed JSON object; looks at every byte, builds nothing. */
    static boolean isObject(byte[] bytes) {
        try (JsonParser parser = JSON.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
        } catch (IOException broken) {
            return false;
        }
    }

    /** A top-level text field of an object, or null. */
    static String field(byte[] object, String name) {
        try (JsonParser parser = JSON.createParser(object)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = name.equals(parser.currentName());
                JsonToken value = parser.nextToken();
                if (found) {
                    return value == JsonToken.VALUE_STRING ? parser.getText() : null;
                }
                parser.skipChildren();
            }
            return null;
        } catch (IOException broken) {
            return null;
        }
    }

    /**
     * What an event's payload is inside of JSON: an object as it is, anything else as a string. The record itself was read as an
     * object by its source, so only what a formatter made of it is looked at.
     */
    static byte[] value(SecurityEvent event, byte[] payload) {
        boolean object = payload == event.json() || isObject(payload);
        return object ? payload : string(new String(payload, StandardCharsets.UTF_8));
    }

    /** A JSON string with its quotes; a lone surrogate becomes a question mark. */
    static byte[] string(String text) {
        if (isPlain(text)) {
            byte[] quoted = new byte[text.length() + 2];
            quoted[0] = '"';
            for (int i = 0; i < text.length(); i++) {
                quoted[i + 1] = (byte) text.charAt(i);
            }
            quoted[quoted.length - 1] = '"';
            return quoted;
        }
        byte[] sound = text.getBytes(StandardCharsets.UTF_8);
        String clean = new String(sound, StandardCharsets.UTF_8);
        return ('"' + new String(JsonStringEncoder.getInstance().quoteAsString(clean)) + '"')
                .getBytes(StandardCharsets.UTF_8);
    }

    /** True for printable ASCII that needs no escape, which nearly all names, ids and times are. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }
}
