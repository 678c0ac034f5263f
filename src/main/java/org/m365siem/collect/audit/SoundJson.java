package org.m365siem.collect.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Makes JSON of a record that is not quite JSON, for a sink puts records into requests as they are, and one that is broken
 * would break all of its request. Nothing of the record is left out.
 */
final class SoundJson {
    private static final String HEX = "0123456789abcdef";
    private static final JsonFactory STRICT = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(RecordReader.DEEPEST)
                    .maxNumberLength(RecordReader.LARGEST_RECORD)
                    .maxStringLength(RecordReader.LARGEST_RECORD)
                    .maxNameLength(RecordReader.LARGEST_RECORD)
                    .build())
            .build();

    private SoundJson() {}

    /**
     * The record itself when it is sound; else with control characters in its strings escaped, which changes no value; and when
     * that is not enough, {@code {"value":"…"}} with its text.
     */
    static byte[] of(byte[] record) {
        if (isSound(record)) {
            return record;
        }
        byte[] escaped = escaped(record);
        if (isSound(escaped)) {
            return escaped;
        }
        String text = new String(record, StandardCharsets.UTF_8);
        return ("{\"value\":\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isSound(byte[] record) {
        try (JsonParser parser = STRICT.createParser(record)) {
            parser.nextToken();
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException broken) {
            return false;
        }
    }

    private static byte[] escaped(byte[] record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(record.length + 64);
        boolean string = false;
        boolean backslash = false;
        for (byte b : record) {
            if (string && b >= 0 && b < ' ') {
                out.writeBytes(("\\u00" + HEX.charAt(b >> 4) + HEX.charAt(b & 15)).getBytes(StandardCharsets.US_ASCII));
            } else {
                out.write(b);
            }
            if (b == '"' && !backslash) {
                string = !string;
            }
            backslash = b == '\\' && !backslash;
        }
        return out.toByteArray();
    }
}
