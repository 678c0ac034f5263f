package org.m365siem.simulator.receiver;

/**
 * How often each event arrived, outside the heap: about 26 bytes an event. Not safe for several threads.
 *
 * <p>Split into segments that grow one by one, so that growth never needs twice the memory.
 */
final class IdCounts {
    private static final int SEGMENTS = 64;

    private final IdSegment[] segments = new IdSegment[SEGMENTS];
    private long unique;

    IdCounts() {
        for (int i = 0; i < SEGMENTS; i++) {
            segments[i] = new IdSegment();
        }
    }

    /** Counts one more arrival and returns how many there were before. */
    int add(EventKey key) {
        int before = segment(key).add(key);
        if (before == 0) {
            unique++;
        }
        return before;
    }

    /** How often it arrived; stops counting at 255. */
    int count(EventKey key) {
        return segment(key).count(key);
    }

    long unique() {
        return unique;
    }

    private IdSegment segment(EventKey key) {
        return segments[(int) (key.spread() & (SEGMENTS - 1))];
    }
}
