package org.m365siem.deliver;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;

/**
 * The request body of the HTTP Event Collector: one envelope per event, one after another. The record is put in unchanged,
 * under the source type that Splunk's add-ons and detections look for.
 *
 * @see <a href="https://docs.splunk.com/Documentation/Splunk/latest/Data/FormateventsforHTTPEventCollector">event format</a>
 */
final class SplunkEnvelope {
    private static final byte[] HOST = ascii(",\"host\":");
    private static final byte[] SOURCE = ascii(",\"source\":");
    private static final byte[] SOURCETYPE = ascii(",\"sourcetype\":");
    private static final byte[] INDEX = ascii(",\"index\":");
    private static final byte[] EVENT = ascii(",\"event\":");
    private static final byte[] FIELDS = ascii(",\"fields\":{\"id\":");
    private static final byte[] END = ascii("}}\n");

    private record Kind(String source, String sourcetype) {}

    /** By source of the event; what is not listed is {@code m365:<source>}. */
    private static final Map<String, Kind> KINDS = Map.of(
            "office365-audit", new Kind("o365", "o365:management:activity"),
            "defender-endpoint", new Kind("defender-endpoint", "ms:defender:atp:alerts"),
            "defender-alerts", new Kind("defender-alerts", "ms365:defender:incident:alerts"),
            "defender-incidents", new Kind("defender-incidents", "ms365:defender:incident:alerts"),
            "cloud-apps-alerts", new Kind("cloud-apps-alerts", "o365:cas:api"),
            "entra-signins", new Kind("entra-signins", "o365:graph:api"),
            "entra-audit", new Kind("entra-audit", "o365:graph:api"),
            "message-trace", new Kind("message-trace", "o365:graph:messagetrace"));

    private final String host;
    private final String index;
    private final String source;
    private final String sourcetype;

    /** Null for each that the event decides, or for the token's own index. */
    SplunkEnvelope(String host, String index, String source, String sourcetype) {
        this.host = host;
        this.index = index;
        this.source = source;
        this.sourcetype = sourcetype;
    }

    byte[] write(EventBatch batch) {
        ByteArrayOutputStream out = new ByteArrayOutputStream((int) batch.bytes() + 300 * batch.size());
        for (int i = 0; i < batch.size(); i++) {
            SecurityEvent event = batch.events().get(i);
            byte[] payload = batch.payload(i);
            head(out, event, payload);
            out.writeBytes(RawJson.value(event, payload));
            out.writeBytes(FIELDS);
            out.writeBytes(RawJson.string(event.id()));
            out.writeBytes(END);
        }
        return out.toByteArray();
    }

    private void head(ByteArrayOutputStream out, SecurityEvent event, byte[] payload) {
        Kind kind = kind(event, payload);
        out.writeBytes(time(event.time()).getBytes(StandardCharsets.US_ASCII));
        member(out, HOST, host == null ? event.tenant() : host);
        member(out, SOURCE, source == null ? kind.source() : source);
        member(out, SOURCETYPE, sourcetype == null ? kind.sourcetype() : sourcetype);
        if (index != null) {
            member(out, INDEX, index);
        }
        out.writeBytes(EVENT);
    }

    /** Seconds: a field report has milliseconds here, and events in the year 58,000. */
    private static String time(Instant time) {
        int millis = time.getNano() / 1_000_000;
        String zeros = millis < 10 ? "00" : millis < 100 ? "0" : "";
        return "{\"time\":" + time.getEpochSecond() + '.' + zeros + millis;
    }

    private static Kind kind(SecurityEvent event, byte[] payload) {
        if (starts(payload, "CEF:")) {
            return new Kind(event.source(), "cef");
        }
        if (starts(payload, "LEEF:")) {
            return new Kind(event.source(), starts(payload, "LEEF:1") ? "LEEF:1" : "LEEF:2:5e");
        }
        Kind known = KINDS.get(event.source());
        // an add-on's rules fire on Microsoft's own record only
        return known != null && Arrays.equals(payload, event.json())
                ? known
                : new Kind(event.source(), "m365:" + event.source());
    }

    private static boolean starts(byte[] payload, String word) {
        for (int i = 0; i < word.length(); i++) {
            if (i >= payload.length || payload[i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static void member(ByteArrayOutputStream out, byte[] name, String value) {
        out.writeBytes(name);
        out.writeBytes(RawJson.string(value));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
