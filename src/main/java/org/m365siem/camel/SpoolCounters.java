package org.m365siem.camel;

import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.m365siem.event.EventBatch;
import org.m365siem.spool.Spool;
import org.m365siem.spool.delivery.DeliveryCounters;

/** What went into the spool and out of it since the start, in events, for the metrics. The maps grow while they are read. */
public final class SpoolCounters {
    /** Whose events were collected. */
    public record Origin(String source, String tenant) {}

    /** Whose dead letters, and why: {@code bad} or {@code too-large}. */
    public record Dead(String sink, String reason) {}

    private final Map<Origin, LongAdder> collected = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> duplicates = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> delivered = new ConcurrentHashMap<>();
    private final Map<Dead, LongAdder> dead = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> lost = new ConcurrentHashMap<>();

    /** New events that were written, by source and tenant; copies are not among them. */
    public Map<Origin, LongAdder> collected() {
        return Collections.unmodifiableMap(collected);
    }

    /** Copies of events that had been seen, by source. */
    public Map<String, LongAdder> duplicates() {
        return Collections.unmodifiableMap(duplicates);
    }

    /** Events whose delivery is confirmed, by sink. */
    public Map<String, LongAdder> delivered() {
        return Collections.unmodifiableMap(delivered);
    }

    public Map<Dead, LongAdder> dead() {
        return Collections.unmodifiableMap(dead);
    }

    /** Events given up because of {@code <sink>.max-lag}, by sink. */
    public Map<String, LongAdder> lost() {
        return Collections.unmodifiableMap(lost);
    }

    void appended(EventBatch batch, Spool.Appended appended) {
        add(collected, new Origin(batch.source(), batch.tenant()), appended.fresh() + appended.duplicates());
        add(duplicates, batch.source(), appended.duplicates());
    }

    /** The counters of one sink, which stand at zero from then on. */
    DeliveryCounters delivery(String sink) {
        add(delivered, sink, 0);
        add(lost, sink, 0);
        for (DeliveryCounters.DeadReason reason : DeliveryCounters.DeadReason.values()) {
            add(dead, new Dead(sink, reason.word()), 0);
        }
        return new DeliveryCounters() {
            @Override
            public void delivered(int events) {
                add(delivered, sink, events);
            }

            @Override
            public void dead(DeadReason reason, int events) {
                add(dead, new Dead(sink, reason.word()), events);
            }

            @Override
            public void lost(long events) {
                add(lost, sink, events);
            }
        };
    }

    private static <K> void add(Map<K, LongAdder> counts, K key, long events) {
        counts.computeIfAbsent(key, k -> new LongAdder()).add(events);
    }
}
