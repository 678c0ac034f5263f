package org.m365siem.spool.sqlite;

import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.m365siem.event.EventBatch;

/**
 * What one append wrote.
 *
 * @param bytes the size of its body on disk
 * @param sink whom it is for; null for every sink
 */
record StoredChunk(long sequence, long bytes, String sink, EventBatch batch) {
    int events() {
        return batch.size();
    }

    /** What the events take in memory, roughly. */
    long weight() {
        return batch.bytes() + 300L * batch.size();
    }

    BitSet positions(Collection<String> ids) {
        Set<String> wanted = ids instanceof Set<String> set ? set : new HashSet<>(ids);
        BitSet positions = new BitSet(events());
        for (int i = 0; i < events(); i++) {
            if (wanted.contains(batch.events().get(i).id())) {
                positions.set(i);
            }
        }
        return positions;
    }

    EventBatch without(BitSet done) {
        if (done.isEmpty()) {
            return batch;
        }
        Set<String> gone = new HashSet<>();
        done.stream().forEach(i -> gone.add(batch.events().get(i).id()));
        return batch.without(gone);
    }
}
