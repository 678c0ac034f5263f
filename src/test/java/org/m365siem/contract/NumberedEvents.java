package org.m365siem.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;
import org.m365siem.event.Severity;

/** Events with ids that no other test has used. */
final class NumberedEvents {
    private static final String TENANT = "11111111-2222-3333-4444-555555555555";
    private static final AtomicLong NUMBERS = new AtomicLong();

    private NumberedEvents() {}

    /** Batches of a size, each event's record padded to about this many bytes. */
    static List<EventBatch> batches(int batches, int events, int recordBytes) {
        return IntStream.range(0, batches)
                .mapToObj(b -> batch(IntStream.range(0, events)
                        .mapToObj(e -> event("x".repeat(recordBytes)))
                        .toList()))
                .toList();
    }

    static EventBatch batch(List<SecurityEvent> events) {
        return EventBatch.of("office365-audit", TENANT, events);
    }

    static List<String> ids(List<EventBatch> batches) {
        List<String> ids = new ArrayList<>();
        batches.forEach(batch -> ids.addAll(batch.ids()));
        return ids;
    }

    /** @param json the inside of a JSON string, escaped */
    static SecurityEvent event(String json) {
        String id = id();
        return of(
                id,
                ("{\"CreationTime\":\"2026-11-22T08:15:30\",\"Id\":\"" + id
                                + "\",\"Operation\":\"Set-Mailbox\",\"RecordType\":1,\"UserId\":\"admin@example.com\",\"Text\":\""
                                + json + "\"}")
                        .getBytes(UTF_8));
    }

    /** A record of any bytes. */
    static SecurityEvent raw(byte[] json) {
        return of(id(), json);
    }

    private static SecurityEvent of(String id, byte[] json) {
        return new SecurityEvent(
                id,
                TENANT,
                "office365-audit",
                "Audit.Exchange",
                "ExchangeAdmin",
                Instant.parse("2026-11-22T08:15:30Z"),
                Severity.NONE,
                "admin@example.com",
                json);
    }

    private static String id() {
        return new UUID(0x00c0_47ac_7000_4000L, Long.MIN_VALUE | NUMBERS.incrementAndGet()).toString();
    }
}
