package org.m365siem.event;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * An immutable list of events from one source and tenant: the only body on the event path. A formatted batch keeps each
 * event beside its formatted bytes, so that an outcome can name event ids whatever was left out on the way.
 */
public final class EventBatch {
    /** The most events a source puts into one batch. */
    public static final int MAX_EVENTS = 500;
    /** The most record bytes a source puts into one batch; a single larger record travels alone. */
    public static final int MAX_BYTES = 1_000_000;

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long number;
    private final String source;
    private final String tenant;
    private final List<SecurityEvent> events;
    private final List<byte[]> formatted;

    private EventBatch(long number, String source, String tenant, List<SecurityEvent> events, List<byte[]> formatted) {
        this.number = number;
        this.source = source;
        this.tenant = tenant;
        this.events = events;
        this.formatted = formatted;
    }

    /** A new batch; every event must be of this source and tenant. */
    public static EventBatch of(String source, String tenant, List<SecurityEvent> events) {
        return new EventBatch(NUMBERS.incrementAndGet(), source, tenant, List.copyOf(events), null);
    }

    /** Identifies this batch within the process; selecting and formatting keep it, so that a receipt can name it. */
    public long number() {
        return number;
    }

    public String source() {
        return source;
    }

    public String tenant() {
        return tenant;
    }

    public List<SecurityEvent> events() {
        return events;
    }

    public int size() {
        return events.size();
    }

    public boolean isEmpty() {
        return events.isEmpty();
    }

    public List<String> ids() {
        return events.stream().map(SecurityEvent::id).toList();
    }

    /** The bytes to send for the event at a position: formatted, or the record itself where nothing formatted it. */
    public byte[] payload(int position) {
        return formatted == null ? events.get(position).json() : formatted.get(position);
    }

    /** The sum of all payloads, in bytes. */
    public long bytes() {
        long sum = 0;
        for (int i = 0; i < events.size(); i++) {
            sum += payload(i).length;
        }
        return sum;
    }

    /** The same batch with each event formatted. */
    public EventBatch format(Function<SecurityEvent, byte[]> formatter) {
        List<byte[]> bytes = new ArrayList<>(events.size());
        for (SecurityEvent event : events) {
            bytes.add(formatter.apply(event));
        }
        return new EventBatch(number, source, tenant, events, List.copyOf(bytes));
    }

    /** The same batch with only the events that match. */
    public EventBatch select(Predicate<SecurityEvent> wanted) {
        List<SecurityEvent> kept = new ArrayList<>(events.size());
        List<byte[]> keptBytes = formatted == null ? null : new ArrayList<>(events.size());
        for (int i = 0; i < events.size(); i++) {
            if (wanted.test(events.get(i))) {
                kept.add(events.get(i));
                if (keptBytes != null) {
                    keptBytes.add(formatted.get(i));
                }
            }
        }
        return kept.size() == events.size() ? this : new EventBatch(number, source, tenant, kept, keptBytes);
    }

    /** The same batch without the events of these ids. */
    public EventBatch without(Collection<String> ids) {
        Set<String> gone = new HashSet<>(ids);
        return gone.isEmpty() ? this : select(event -> !gone.contains(event.id()));
    }

    /** The events from a position (included) to another (excluded), in order. */
    public EventBatch slice(int from, int to) {
        return new EventBatch(
                number,
                source,
                tenant,
                events.subList(from, to),
                formatted == null ? null : formatted.subList(from, to));
    }

    /** Names the batch in logs without its content. */
    @Override
    public String toString() {
        return "batch of " + events.size() + " events from " + source;
    }
}
