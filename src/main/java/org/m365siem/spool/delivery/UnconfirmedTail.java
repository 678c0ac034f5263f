package org.m365siem.spool.delivery;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.m365siem.deliver.Receipt;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;
import org.m365siem.spool.SinkReader.Chunk;

/**
 * What is written to a connection that gives no acknowledgement and waits for its confirmation delay, oldest first. Keeps ids,
 * not records. At most the last 1 MB stays unconfirmed.
 */
final class UnconfirmedTail {
    /**
     * The bytes behind which a batch counts as confirmed before its time. More than a sender's buffer takes, so that such a batch
     * has left this machine.
     */
    static final long MOST_BYTES = 1_000_000;

    private static final byte[] NO_RECORD = new byte[0];

    /** A written part; the chunk carries its ids only. */
    record Written(Chunk chunk, long bytes, Instant due, Receipt receipt) {
        boolean isHealthy() {
            try {
                return receipt.healthy().getAsBoolean();
            } catch (RuntimeException cannotSay) {
                return false;
            }
        }

        List<String> ids() {
            return chunk.batch().ids();
        }
    }

    private final Deque<Written> entries = new ArrayDeque<>();
    private long bytes;

    void add(long sequence, EventBatch part, Receipt receipt, Instant now) {
        long size = receipt.bytes();
        bytes += size;
        entries.addLast(new Written(new Chunk(sequence, idsOf(part)), size, now.plus(receipt.confirmAfter()), receipt));
    }

    /** The oldest entry if its delay is over or 1 MB was written behind it, else null. */
    Written due(Instant now) {
        Written oldest = entries.peekFirst();
        if (oldest == null) {
            return null;
        }
        return !now.isBefore(oldest.due()) || bytes - oldest.bytes() >= MOST_BYTES ? oldest : null;
    }

    /** The oldest entry, or null. */
    Written oldest() {
        return entries.peekFirst();
    }

    void removeOldest() {
        bytes -= entries.removeFirst().bytes();
    }

    /** The lowest sequence number in the tail; it must not be empty. */
    long lowest() {
        return entries.stream().mapToLong(e -> e.chunk().sequence()).min().orElseThrow();
    }

    /** How many events its largest part has. */
    int largest() {
        return entries.stream().mapToInt(e -> e.ids().size()).max().orElse(0);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    void clear() {
        entries.clear();
        bytes = 0;
    }

    /** The ids of a chunk's events that are written and wait. */
    Set<String> waitingOf(long sequence) {
        Set<String> ids = new HashSet<>();
        for (Written entry : entries) {
            if (entry.chunk().sequence() == sequence) {
                ids.addAll(entry.ids());
            }
        }
        return ids;
    }

    private static EventBatch idsOf(EventBatch part) {
        List<SecurityEvent> events = part.events().stream()
                .map(e -> new SecurityEvent(
                        e.id(),
                        e.tenant(),
                        e.source(),
                        e.feed(),
                        e.type(),
                        e.time(),
                        e.severity(),
                        e.user(),
                        NO_RECORD))
                .toList();
        return EventBatch.of(part.source(), part.tenant(), events);
    }
}
