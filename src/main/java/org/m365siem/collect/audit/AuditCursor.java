package org.m365siem.collect.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far a feed has been read: everything that became available before the position is listed, but for the windows that are
 * set aside, and of that everything is safe in the spool but the open blobs. Guarded by its feed.
 */
final class AuditCursor {
    /** Null until the first window is planned. */
    Instant position;

    final Map<String, OpenBlob> open = new LinkedHashMap<>();
    final List<OpenWindow> windows = new ArrayList<>();
    final SeenBlobs seen = new SeenBlobs();
    final Map<String, Long> lost = new TreeMap<>();

    AuditCursor(Instant position) {
        this.position = position;
    }

    void countLost(String reason) {
        lost.merge(reason, 1L, Long::sum);
    }

    /** Everything that became available before this time has been listed, without exception; null before the first poll. */
    Instant listedTo() {
        Instant listed = position;
        for (OpenWindow aside : windows) {
            listed = listed == null || aside.window.from().isBefore(listed) ? aside.window.from() : listed;
        }
        return listed;
    }

    /** Where the windows that are set aside end; null when there are none. */
    Instant asideTo() {
        return windows.stream()
                .map(aside -> aside.window.to())
                .max(Instant::compareTo)
                .orElse(null);
    }

    /** A window set aside whose time has come, or null. */
    OpenWindow dueWindow(Instant local) {
        return windows.stream()
                .filter(aside -> !aside.due.isAfter(local))
                .findFirst()
                .orElse(null);
    }
}
