package org.m365siem.spool.ids;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The runs that are mapped at the moment, not more than a limit (Linux allows a process 65,530 mappings). Beyond it all are
 * let go, and those in use come back with their next lookup.
 */
final class Mappings {
    private final int limit;
    private final int segmentBits;
    private final Set<Run> mapped = new LinkedHashSet<>();

    /**
     * @param limit the most runs
     * @param segmentBits a run is mapped in parts of two to this power ids; Java maps at most 2 GB at once, 2<sup>27</sup> ids
     */
    Mappings(int limit, int segmentBits) {
        this.limit = limit;
        this.segmentBits = segmentBits;
    }

    int segmentBits() {
        return segmentBits;
    }

    int size() {
        return mapped.size();
    }

    /** Makes room for one more. */
    void opened(Run run) {
        if (mapped.size() >= limit) {
            closeAll();
        }
        mapped.add(run);
    }

    void closed(Run run) {
        mapped.remove(run);
    }

    void closeAll() {
        for (Run run : Set.copyOf(mapped)) {
            run.unmap();
        }
    }
}
