package org.m365siem.deliver;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.m365siem.event.SecurityEvent;

/** An event as a Kafka record: CloudEvents 1.0 in binary mode (Kafka protocol binding, section 3.2), the payload as value. */
public final class KafkaRecord {
    private KafkaRecord() {}

    /**
     * What keeps the order of one user's events in one partition; an event without a user shares its source's order. The
     * record id would scatter them.
     */
    public static byte[] key(SecurityEvent event) {
        String who = event.user().isEmpty() ? event.source() : event.user();
        return (event.tenant() + ":" + who).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The headers; {@code ce_id} and {@code record-id} are the event id that consumers drop repeats by. {@code schema} says that
     * the payload is the record as Microsoft sent it.
     */
    public static Map<String, byte[]> headers(SecurityEvent event, byte[] payload) {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        put(headers, "ce_specversion", "1.0");
        put(headers, "ce_id", event.id());
        put(
                headers,
                "ce_source",
                "/tenants/" + part(event.tenant()) + "/" + part(family(event.source())) + "/" + part(event.feed()));
        put(headers, "ce_type", "com.microsoft." + event.source().replace('-', '.') + "." + event.type());
        put(headers, "ce_time", DateTimeFormatter.ISO_INSTANT.format(event.time()));
        put(headers, "content-type", isJson(payload) ? "application/json" : "text/plain; charset=UTF-8");
        put(headers, "record-id", event.id());
        put(headers, "collector", "m365-siem");
        if (payload == event.json()) {
            put(headers, "schema", "microsoft/json");
        }
        return headers;
    }

    /** The word that consumers of Office 365 records know. */
    private static String family(String source) {
        return source.equals("office365-audit") ? "o365" : source;
    }

    private static void put(Map<String, byte[]> headers, String name, String value) {
        headers.put(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** One segment of a URI reference. */
    private static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static boolean isJson(byte[] payload) {
        for (byte b : payload) {
            if (b > ' ') {
                return b == '{' || b == '[';
            }
        }
        return false;
    }
}
