package org.m365siem.spool.delivery;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.m365siem.event.EventBatch;
import org.m365siem.spool.SinkReader.Chunk;

/** A chunk on its way: what of it is still to be sent, in order. Used by one thread. */
final class Hand {
    private final Chunk chunk;
    private final Deque<EventBatch> parts;

    Hand(Chunk chunk, List<EventBatch> parts) {
        this.chunk = chunk;
        this.parts = new ArrayDeque<>(parts);
    }

    Chunk chunk() {
        return chunk;
    }

    long sequence() {
        return chunk.sequence();
    }

    boolean isDone() {
        return parts.isEmpty();
    }

    /** The part to send next. */
    EventBatch part() {
        return parts.getFirst();
    }

    /** The whole part is done with. */
    void done() {
        parts.removeFirst();
    }

    /**
     * These events of the part are done with.
     *
     * @return those of the ids that are in the part
     */
    List<String> done(Collection<String> ids) {
        Set<String> wanted = new HashSet<>(ids);
        List<String> known = part().ids().stream().filter(wanted::contains).toList();
        EventBatch rest = parts.removeFirst().without(known);
        if (!rest.isEmpty()) {
            parts.addFirst(rest);
        }
        return known;
    }

    /** Replaces the part by its two halves; it must hold two events or more. */
    void halve() {
        EventBatch part = parts.removeFirst();
        int middle = part.size() / 2;
        parts.addFirst(part.slice(middle, part.size()));
        parts.addFirst(part.slice(0, middle));
    }
}
