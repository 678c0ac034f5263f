package org.m365siem.deliver;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;
import org.m365siem.event.Severity;

/**
 * The request body of the Logs Ingestion API: a JSON array, one row an event. No column has a reserved name ({@code TenantId},
 * {@code Type}, {@code Title}, …).
 *
 * <p>Azure cuts a field at 64 KB without an error, and replaces a {@code TimeGenerated} that is older than two days: such a
 * record is sent all the same, with {@code Truncated} true, and {@code EventTime} keeps the time.
 *
 * @see <a href="https://learn.microsoft.com/azure/azure-monitor/logs/logs-ingestion-api-overview">Logs Ingestion API</a>
 */
final class SentinelRows {
    /** What Azure keeps of one field, in bytes. */
    static final int FIELD_BYTES = 64 * 1024;

    private SentinelRows() {}

    static byte[] write(EventBatch batch) {
        ByteArrayOutputStream out = new ByteArrayOutputStream((int) batch.bytes() + 400 * batch.size());
        for (int i = 0; i < batch.size(); i++) {
            out.write(i == 0 ? '[' : ',');
            row(out, batch.events().get(i), batch.payload(i));
        }
        out.write(']');
        return out.toByteArray();
    }

    private static void row(ByteArrayOutputStream out, SecurityEvent event, byte[] payload) {
        String time = event.time().toString();
        text(out, "{\"TimeGenerated\":", time);
        text(out, ",\"EventTime\":", time);
        text(out, ",\"RecordId\":", event.id());
        text(out, ",\"Source\":", event.source());
        text(out, ",\"Feed\":", event.feed());
        text(out, ",\"RecordType\":", event.type());
        text(out, ",\"Tenant\":", event.tenant());
        String operation = RawJson.field(event.json(), "Operation");
        if (operation != null) {
            text(out, ",\"Operation\":", operation);
        }
        if (!event.user().isEmpty()) {
            text(out, ",\"UserId\":", event.user());
        }
        if (event.severity() != Severity.NONE) {
            text(
                    out,
                    ",\"Severity\":",
                    event.severity().name().charAt(0)
                            + event.severity().name().substring(1).toLowerCase(java.util.Locale.ROOT));
        }
        if (payload.length > FIELD_BYTES) {
            out.writeBytes(",\"Truncated\":true".getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes(",\"Raw\":".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(RawJson.value(event, payload));
        out.write('}');
    }

    private static void text(ByteArrayOutputStream out, String before, String value) {
        out.writeBytes(before.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(RawJson.string(value));
    }
}
