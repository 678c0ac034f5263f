package org.m365siem.simulator.tenant.feed;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which times the windows of one content type have covered; a window counts when its last page has been sent. */
final class Coverage {
    private final TreeMap<Instant, Instant> covered = new TreeMap<>();
    private long windows;
    private long overlapping;

    synchronized void add(Instant start, Instant end) {
        windows++;
        if (!start.isBefore(end)) {
            return;
        }
        Instant from = start;
        Instant to = end;
        Map.Entry<Instant, Instant> before = covered.floorEntry(to);
        boolean overlaps = false;
        while (before != null && !before.getValue().isBefore(from)) {
            overlaps |= before.getValue().isAfter(from) && before.getKey().isBefore(to);
            from = before.getKey().isBefore(from) ? before.getKey() : from;
            to = before.getValue().isAfter(to) ? before.getValue() : to;
            covered.remove(before.getKey());
            before = covered.floorEntry(to);
        }
        covered.put(from, to);
        overlapping += overlaps ? 1 : 0;
    }

    /** The times between the first and the last window that no window has covered, as {@code [start, end)}. */
    synchronized List<String> gaps() {
        List<String> gaps = new ArrayList<>();
        Instant last = null;
        for (Map.Entry<Instant, Instant> part : covered.entrySet()) {
            if (last != null) {
                gaps.add("[" + last + ", " + part.getKey() + ")");
            }
            last = part.getValue();
        }
        return gaps;
    }

    synchronized long windows() {
        return windows;
    }

    synchronized long overlapping() {
        return overlapping;
    }
}
