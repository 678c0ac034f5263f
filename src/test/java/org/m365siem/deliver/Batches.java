package org.m365siem.deliver;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;
import org.m365siem.event.Severity;

/** Small batches for the sink tests. */
public final class Batches {
    public static final String TENANT = "11111111-2222-3333-4444-555555555555";

    private Batches() {}

    public static SecurityEvent event(String id, String json) {
        return new SecurityEvent(
                id,
                TENANT,
                "office365-audit",
                "Audit.Exchange",
                "ExchangeAdmin",
                Instant.parse("2026-11-22T08:15:30.123Z"),
                Severity.NONE,
                "admin@example.com",
                json.getBytes(StandardCharsets.UTF_8));
    }

    /** Events whose ids are the prefix and their number, from 0. */
    public static EventBatch numbered(String prefix, int count) {
        List<SecurityEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(event(
                    prefix + i, "{\"Id\":\"" + prefix + i + "\",\"Operation\":\"Set-Mailbox\",\"Name\":\"Zoë 🙂\"}"));
        }
        return EventBatch.of("office365-audit", TENANT, events);
    }

    public static EventBatch of(SecurityEvent... events) {
        return EventBatch.of("office365-audit", TENANT, List.of(events));
    }
}
