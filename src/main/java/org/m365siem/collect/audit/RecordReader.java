package org.m365siem.collect.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.m365siem.collect.Answer;
import org.m365siem.event.RecordTypes;
import org.m365siem.event.SecurityEvent;
import org.m365siem.event.Severity;

/**
 * Reads a content blob record by record: one pass over the bytes, each record's bytes exactly as Microsoft sent them, and of
 * its fields only those that an event has. Memory does not grow with the blob.
 *
 * <p>Nothing is dropped: a record without a usable {@code Id} gets one made from its bytes, an element that is no object travels
 * as {@code {"value":…}}, and what is not quite JSON as {@link SoundJson} has it, so that every event is a JSON object.
 */
final class RecordReader {
    /** Larger records are refused; Microsoft's are a few kilobytes, rarely a megabyte. */
    static final int LARGEST_RECORD = 100_000_000;

    static final int DEEPEST = 100_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(LARGEST_RECORD)
                    .maxStringLength(LARGEST_RECORD)
                    .maxNameLength(LARGEST_RECORD)
                    .build())
            .build();
    /** What is not JSON, but leaves no doubt where a record ends. */
    private static final JsonFactory LENIENT = new JsonFactoryBuilder(JSON)
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS)
            .enable(JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS)
            .enable(JsonReadFeature.ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS)
            .enable(JsonReadFeature.ALLOW_TRAILING_DECIMAL_POINT_FOR_NUMBERS)
            .build();

    private final String source;
    private final String tenant;
    private final String feed;
    private final Instant arrival;
    private TeeStream tee;
    private JsonParser parser;
    private boolean lenient;
    private String id;
    private String created;
    private String type;
    private String user;
    private String severity;

    /** @param arrival when the blob became available: the event time of records that have none */
    RecordReader(InputStream body, String source, String tenant, String feed, Instant arrival) throws IOException {
        this.source = source;
        this.tenant = tenant;
        this.feed = feed;
        this.arrival = arrival;
        this.tee = new TeeStream(withoutMark(body), LARGEST_RECORD);
    }

    /**
     * The next record, or null behind the last one.
     *
     * @throws IOException when the stream breaks or is not a JSON array; the message holds the start of the body where that
     *     says more
     */
    SecurityEvent next() throws IOException {
        try {
            return read();
        } catch (JsonParseException odd) {
            if (lenient || parser == null) {
                throw odd;
            }
            readOnLeniently();
            return read();
        }
    }

    private SecurityEvent read() throws IOException {
        if (parser == null) {
            start();
        }
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new IOException("the body ends in the middle");
        }
        if (token == JsonToken.END_ARRAY) {
            if (parser.nextToken() != null) {
                throw new IOException("there is more behind the end of the array");
            }
            return null;
        }
        long from = parser.currentTokenLocation().getByteOffset();
        clear();
        if (token == JsonToken.START_OBJECT) {
            readFields();
        } else {
            parser.skipChildren();
            parser.finishToken();
        }
        long to = parser.currentLocation().getByteOffset();
        byte[] json = tee.slice(from, to);
        tee.forget(to);
        json = lenient ? SoundJson.of(json) : json;
        return event(token == JsonToken.START_OBJECT ? json : wrapped(json));
    }

    /** Begins again behind the last record with a parser that takes more; the rest of the blob is looked at twice. */
    private void readOnLeniently() throws IOException {
        lenient = true;
        boolean first = tee.isWhole();
        InputStream rest = tee.rest();
        InputStream before = new ByteArrayInputStream((first ? "" : "[0").getBytes(StandardCharsets.US_ASCII));
        tee = new TeeStream(new SequenceInputStream(before, rest), LARGEST_RECORD);
        parser = LENIENT.createParser(tee);
        parser.nextToken();
        if (!first) {
            parser.nextToken();
            parser.finishToken();
        }
    }

    private void start() throws IOException {
        parser = JSON.createParser(tee);
        JsonToken first;
        try {
            first = parser.nextToken();
        } catch (IOException noJson) {
            throw notAnArray();
        }
        if (first != JsonToken.START_ARRAY) {
            throw notAnArray();
        }
    }

    private IOException notAnArray() {
        String head = Answer.start(tee.head());
        return new IOException(
                head.isEmpty() ? "the body is empty" : "the body is not a JSON array, it starts with: " + head);
    }

    private void clear() {
        id = null;
        created = null;
        type = null;
        user = null;
        severity = null;
    }

    private void readFields() throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "Id" -> id = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                case "CreationTime" -> created = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                case "RecordType" ->
                    type = value.isScalarValue() && value != JsonToken.VALUE_NULL ? parser.getText() : null;
                case "UserId" -> user = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                case "Severity" -> severity = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                default -> {
                    // not ours
                }
            }
            parser.skipChildren();
        }
    }

    private SecurityEvent event(byte[] json) {
        boolean usable = id != null && !id.isBlank() && id.length() <= SecurityEvent.LONGEST_ID;
        return new SecurityEvent(
                usable ? id : derivedId(json),
                tenant,
                source,
                feed,
                type == null || type.isBlank() ? "unknown" : RecordTypes.name(type.strip()),
                EventTimes.parse(created, arrival),
                Severity.of(severity),
                user == null ? "" : user,
                json);
    }

    /** The id of a record that has none: the same bytes get the same id, whenever they are read. */
    static String derivedId(byte[] json) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(json);
            return "derived-" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static byte[] wrapped(byte[] json) {
        byte[] before = "{\"value\":".getBytes(StandardCharsets.US_ASCII);
        byte[] object = new byte[before.length + json.length + 1];
        System.arraycopy(before, 0, object, 0, before.length);
        System.arraycopy(json, 0, object, before.length, json.length);
        object[object.length - 1] = '}';
        return object;
    }

    /** Leaves out a UTF-8 byte order mark. */
    private static InputStream withoutMark(InputStream body) throws IOException {
        PushbackInputStream in = new PushbackInputStream(body, 3);
        byte[] first = in.readNBytes(3);
        boolean marked = first.length == 3
                && (first[0] & 0xff) == 0xef
                && (first[1] & 0xff) == 0xbb
                && (first[2] & 0xff) == 0xbf;
        if (!marked) {
            in.unread(first);
        }
        return in;
    }
}
