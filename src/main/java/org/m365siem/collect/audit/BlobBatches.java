package org.m365siem.collect.audit;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.m365siem.collect.FeedException;
import org.m365siem.collect.Verdict;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;

/**
 * A content blob's records as batches of at most {@link EventBatch#MAX_EVENTS} and {@link EventBatch#MAX_BYTES}. Where the
 * blob breaks off, the records before it are still handed out; then {@link #next()} throws, never {@link #hasNext()}, which
 * a splitter calls before it has sent the batch in hand.
 */
final class BlobBatches implements Iterator<EventBatch>, Closeable {
    private final InputStream body;
    private final String source;
    private final String tenant;
    private RecordReader records;
    private SecurityEvent over;
    private EventBatch ready;
    private FeedException failure;
    private boolean ended;

    BlobBatches(InputStream body, String source, String tenant, String feed, Instant arrival) {
        this.body = body;
        this.source = source;
        this.tenant = tenant;
        try {
            records = new RecordReader(body, source, tenant, feed, arrival);
        } catch (IOException broken) {
            fail(broken);
        }
    }

    @Override
    public boolean hasNext() {
        if (ready == null && failure == null && !ended) {
            fill();
        }
        return ready != null || failure != null;
    }

    @Override
    public EventBatch next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (ready == null) {
            FeedException thrown = failure;
            failure = null;
            throw thrown;
        }
        EventBatch batch = ready;
        ready = null;
        return batch;
    }

    private void fill() {
        List<SecurityEvent> events = new ArrayList<>();
        long bytes = 0;
        try {
            SecurityEvent event = over != null ? over : records.next();
            over = null;
            while (event != null) {
                boolean full = events.size() == EventBatch.MAX_EVENTS
                        || !events.isEmpty() && bytes + event.json().length > EventBatch.MAX_BYTES;
                if (full) {
                    over = event;
                    break;
                }
                events.add(event);
                bytes += event.json().length;
                event = records.next();
            }
            ended = event == null;
        } catch (IOException broken) {
            fail(broken);
        }
        if (!events.isEmpty()) {
            ready = EventBatch.of(source, tenant, events);
        }
    }

    private void fail(IOException broken) {
        ended = true;
        failure = new FeedException(Verdict.retry(reason(broken)));
    }

    private static String reason(IOException broken) {
        String message = broken.getMessage() == null ? broken.getClass().getSimpleName() : broken.getMessage();
        return message.lines().findFirst().orElse(message);
    }

    @Override
    public void close() throws IOException {
        ended = true;
        body.close();
    }
}
