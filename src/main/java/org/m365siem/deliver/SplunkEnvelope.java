package org.m365siem.deliver;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
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
            out.writeBytes(head(event, payload).getBytes(StandardCharsets.UTF_8));
            out.writeBytes(RawJson.value(payload));
            out.writeBytes(",\"fields\":{\"id\":".getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(RawJson.string(event.id()));
            out.writeBytes("}}\n".getBytes(StandardCharsets.US_ASCII));
        }
        return out.toByteArray();
    }

    private String head(SecurityEvent event, byte[] payload) {
        Kind kind = kind(event, payload);
        // seconds: a field report has milliseconds here, and events in the year 58,000
        return String.format(
                        Locale.ROOT,
                        "{\"time\":%d.%03d",
                        event.time().getEpochSecond(),
                        event.time().getNano() / 1_000_000)
                + member("host", host == null ? event.tenant() : host)
                + member("source", source == null ? kind.source() : source)
                + member("sourcetype", sourcetype == null ? kind.sourcetype() : sourcetype)
                + (index == null ? "" : member("index", index))
                + ",\"event\":";
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
        byte[] prefix = word.getBytes(StandardCharsets.US_ASCII);
        return payload.length >= prefix.length && Arrays.equals(prefix, Arrays.copyOf(payload, prefix.length));
    }

    private static String member(String name, String value) {
        return ",\"" + name + "\":" + new String(RawJson.string(value), StandardCharsets.UTF_8);
    }
}
