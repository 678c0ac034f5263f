package org.m365siem.spool.delivery;

import java.util.ArrayList;
import java.util.List;
import org.m365siem.event.EventBatch;

/**
 * The largest request the SIEM seems to take, learnt from its refusals and kept for this consumer's life, so that the same
 * refusal is not asked for with every batch. It grows by a quarter after a long run of successes: one refusal may have been
 * a moment's mistake of a proxy.
 */
final class SizeLimit {
    private static final int SUCCESSES_TO_GROW = 64;

    private long bytes = Long.MAX_VALUE;
    private int successes;

    /** The batch in parts of at most the limit and so many events, in order; an event that is larger travels alone. */
    List<EventBatch> split(EventBatch batch, int mostEvents) {
        if (batch.size() <= mostEvents && (bytes == Long.MAX_VALUE || batch.bytes() <= bytes)) {
            return List.of(batch);
        }
        List<EventBatch> parts = new ArrayList<>();
        int from = 0;
        long sum = 0;
        for (int i = 0; i < batch.size(); i++) {
            int length = batch.payload(i).length;
            if (i - from >= mostEvents || i > from && sum + length > bytes) {
                parts.add(batch.slice(from, i));
                from = i;
                sum = 0;
            }
            sum += length;
        }
        parts.add(batch.slice(from, batch.size()));
        return parts;
    }

    /** A part of several events was refused as too large. */
    void tooLarge(EventBatch part) {
        bytes = Math.max(1, Math.min(bytes, part.bytes() / 2));
        successes = 0;
    }

    void delivered() {
        if (bytes != Long.MAX_VALUE && ++successes >= SUCCESSES_TO_GROW) {
            bytes += bytes / 4 + 1;
            successes = 0;
        }
    }
}
