package org.m365siem.spool.ids;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;
import org.m365siem.event.Severity;

/** What the tests of this package build their ids with. */
final class Ids {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    static final Duration KEEP = Duration.ofDays(8);

    private Ids() {}

    static SecurityEvent event(String source, String tenant, String id, Instant time) {
        byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
        return new SecurityEvent(id, tenant, source, "Audit.General", "25", time, Severity.NONE, "", json);
    }

    static EventIds of(String source, String tenant, Instant time, String... ids) {
        List<SecurityEvent> events =
                Arrays.stream(ids).map(id -> event(source, tenant, id, time)).toList();
        return EventIds.of(EventBatch.of(source, tenant, events));
    }

    static EventIds of(Instant time, String... ids) {
        return of("office365-audit", "t1", time, ids);
    }

    /** Ids with chosen hashes: triples of high, low, hour. */
    static EventIds raw(long... columns) {
        ByteBuffer row = ByteBuffer.allocate(1 + columns.length * Long.BYTES).put((byte) 1);
        Arrays.stream(columns).forEach(row::putLong);
        return EventIds.fromBytes(row.array());
    }
}
