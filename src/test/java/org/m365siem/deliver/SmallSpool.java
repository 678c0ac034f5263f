package org.m365siem.deliver;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.m365siem.event.EventBatch;

/** Does what the spool does with receipts and outcomes: in order, the unconfirmed tail again, until everything is confirmed. */
final class SmallSpool {
    private record Sent(int position, Receipt receipt, long at) {}

    private final SyslogSink sink;
    private final AtomicLong nanos;
    private final List<EventBatch> batches;
    private final Deque<Sent> unconfirmed = new ArrayDeque<>();
    private int next;
    int rewinds;
    String lastSent = "";

    SmallSpool(SyslogSink sink, AtomicLong nanos, List<EventBatch> batches) {
        this.sink = sink;
        this.nanos = nanos;
        this.batches = batches;
    }

    /**
     * Runs until every batch is confirmed.
     *
     * @param step what the clock moves on after each batch
     * @param between done after each batch
     */
    void drain(long step, Runnable between) {
        while (next < batches.size() || !unconfirmed.isEmpty()) {
            if (rewinds > 100) {
                throw new AssertionError("no end of repeats");
            }
            try {
                if (next < batches.size()) {
                    unconfirmed.add(new Sent(next, sink.deliver(batches.get(next)), nanos.get()));
                    lastSent = batches.get(next).ids().get(batches.get(next).size() - 1);
                    next++;
                }
            } catch (DeliveryException e) {
                rewind();
            }
            between.run();
            nanos.addAndGet(step);
            confirm();
        }
    }

    private void confirm() {
        while (!unconfirmed.isEmpty()) {
            Sent first = unconfirmed.peek();
            if (nanos.get() - first.at < first.receipt.confirmAfter().toNanos()) {
                return;
            }
            if (!first.receipt.healthy().getAsBoolean()) {
                rewind();
                return;
            }
            unconfirmed.remove();
        }
    }

    private void rewind() {
        rewinds++;
        if (!unconfirmed.isEmpty()) {
            next = unconfirmed.peek().position();
            unconfirmed.clear();
        }
    }
}
