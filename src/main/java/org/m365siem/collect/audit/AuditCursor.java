package org.m365siem.collect.audit;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far a feed has been read: everything that became available before the position is listed, and of that everything is
 * safe in the spool but the open blobs. Guarded by its feed.
 */
final class AuditCursor {
    /** Null until the first window is planned. */
    Instant position;

    final Map<String, OpenBlob> open = new LinkedHashMap<>();
    final SeenBlobs seen = new SeenBlobs();
    final Map<String, Long> lost = new TreeMap<>();

    AuditCursor(Instant position) {
        this.position = position;
    }

    void countLost(String reason) {
        lost.merge(reason, 1L, Long::sum);
    }
}
