package org.m365siem.contract;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.m365siem.deliver.DeliveryException;
import org.m365siem.deliver.Outcome;
import org.m365siem.deliver.Receipt;
import org.m365siem.event.EventBatch;

/** Acts on outcomes as the spool's contract says, in short: until every event is confirmed or a dead letter. */
final class Deliveries {
    private static final long BACKOFF_NANOS = 200_000_000L;

    /** A batch that was written and has to wait for its confirmation. */
    private record Written(EventBatch batch, Receipt receipt, long since) {}

    private final Function<EventBatch, Receipt> sink;
    private final Deque<EventBatch> waiting = new ArrayDeque<>();
    private final List<Written> unconfirmed = new ArrayList<>();
    private final Set<String> dead = new HashSet<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private long notBefore = System.nanoTime();

    Deliveries(Function<EventBatch, Receipt> sink) {
        this.sink = sink;
    }

    /** Delivers everything, whatever the number of tries. */
    Deliveries all(List<EventBatch> batches) {
        waiting.addAll(batches);
        await("delivery of every event")
                .atMost(Duration.ofSeconds(90))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(this::step);
        return this;
    }

    Set<String> dead() {
        return dead;
    }

    List<Outcome> outcomes() {
        return outcomes;
    }

    private boolean step() {
        confirm();
        while (!waiting.isEmpty() && System.nanoTime() - notBefore >= 0) {
            attempt(waiting.poll());
        }
        return waiting.isEmpty() && unconfirmed.isEmpty();
    }

    private void confirm() {
        while (!unconfirmed.isEmpty()) {
            Written oldest = unconfirmed.get(0);
            if (!oldest.receipt().healthy().getAsBoolean()) {
                sendAgain();
                return;
            }
            if (System.nanoTime() - oldest.since()
                    < oldest.receipt().confirmAfter().toNanos()) {
                return;
            }
            unconfirmed.remove(0);
        }
    }

    private void sendAgain() {
        for (int i = unconfirmed.size() - 1; i >= 0; i--) {
            waiting.addFirst(unconfirmed.get(i).batch());
        }
        unconfirmed.clear();
    }

    private void attempt(EventBatch batch) {
        try {
            Receipt receipt = sink.apply(batch);
            if (!receipt.confirmAfter().isZero()) {
                unconfirmed.add(new Written(batch, receipt, System.nanoTime()));
            }
        } catch (DeliveryException e) {
            outcomes.add(e.outcome());
            failed(batch.without(e.delivered()), e.outcome());
        }
    }

    private void failed(EventBatch rest, Outcome outcome) {
        if (outcome instanceof Outcome.Bad bad) {
            dead.addAll(bad.ids());
            again(rest.without(bad.ids()));
        } else if (outcome instanceof Outcome.TooLarge) {
            if (rest.size() == 1) {
                dead.addAll(rest.ids());
            } else {
                again(rest.slice(rest.size() / 2, rest.size()));
                again(rest.slice(0, rest.size() / 2));
            }
        } else {
            again(rest);
            if (outcome instanceof Outcome.Retry retry && retry.connectionLost()) {
                sendAgain();
            }
            notBefore = System.nanoTime() + BACKOFF_NANOS;
        }
    }

    private void again(EventBatch batch) {
        if (!batch.isEmpty()) {
            waiting.addFirst(batch);
        }
    }
}
