package org.m365siem.simulator.receiver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a syslog message carries the event id: SD parameter {@code id}, else CEF or LEEF externalId, else the record's Id. */
final class SyslogIds {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern EXTERNAL_ID = Pattern.compile("(?:^|[\\s|^])externalId=([^\\s^]+)");

    private SyslogIds() {}

    /** Null where there is none. */
    static String of(SyslogMessage message) {
        String parameter = message.parameter("id");
        if (parameter != null || message.message() == null) {
            return parameter;
        }
        if (message.message().startsWith("{")) {
            return recordId(message.message());
        }
        Matcher externalId = EXTERNAL_ID.matcher(message.message());
        return externalId.find() ? externalId.group(1) : null;
    }

    private static String recordId(String json) {
        String id = null;
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equalsIgnoreCase("Id");
                if (parser.nextToken() == JsonToken.VALUE_STRING && wanted && id == null) {
                    id = parser.getText();
                }
                parser.skipChildren();
            }
        } catch (IOException cutOff) {
            // a shortened record: what was read until here counts
        }
        return id;
    }
}
