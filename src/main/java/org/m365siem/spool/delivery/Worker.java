package org.m365siem.spool.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.m365siem.deliver.DeliveryException;
import org.m365siem.deliver.Outcome;
import org.m365siem.deliver.Receipt;
import org.m365siem.event.EventBatch;
import org.m365siem.spool.SinkState;
import org.m365siem.spool.StaleReaderException;
import org.m365siem.spool.delivery.DeliveryCounters.DeadReason;
import org.slf4j.event.Level;

/** Delivers one chunk after the other and turns each outcome into what happens next. */
final class Worker implements Runnable {
    private final DeliverySettings settings;
    private final Deliverer deliverer;
    private final Progress progress;
    private final SinkHealth health;
    private final Probe probe;
    private final Backoff backoff;
    private final Clock clock;

    private Hand hand;
    private int tries;
    private Instant notBefore = Instant.MIN;
    private boolean waited;
    private long resumes;

    Worker(
            DeliverySettings settings,
            Deliverer deliverer,
            Progress progress,
            SinkHealth health,
            Probe probe,
            Backoff backoff,
            Clock clock) {
        this.settings = settings;
        this.deliverer = deliverer;
        this.progress = progress;
        this.health = health;
        this.probe = probe;
        this.backoff = backoff;
        this.clock = clock;
    }

    @Override
    public void run() {
        try {
            while (!progress.isStopping()) {
                guardedStep();
            }
        } catch (StaleReaderException takenOver) {
            health.log(Level.INFO, "taken over", "another consumer has taken over", "; this one ends");
            progress.stop();
        } finally {
            letGo();
        }
    }

    /** Whatever goes wrong in a step, the store included, the sink is tried again later. */
    private void guardedStep() {
        try {
            step();
        } catch (InterruptedException stopped) {
            // the loop looks whether it has to stop
        } catch (StaleReaderException takenOver) {
            throw takenOver;
        } catch (RuntimeException | Error unexpected) {
            backOff(Level.ERROR, "the spool cannot be read: " + Failures.inWords(unexpected), null);
        }
    }

    /** One attempt, or one short wait. */
    void step() throws InterruptedException {
        progress.tick();
        if (progress.isRewinding() || waited && hand != null && progress.isPaused()) {
            letGo();
        }
        if (resumes != progress.resumes()) {
            resumes = progress.resumes();
            notBefore = Instant.MIN;
            probe.hurry();
        }
        Instant now = clock.instant();
        if (now.isBefore(notBefore)) {
            pause(Duration.between(now, notBefore));
            return;
        }
        if (hand == null) {
            hand = progress.take();
        }
        if (hand == null) {
            idle();
        } else if (probe.admits(this) && progress.admits(hand)) {
            attempt();
        } else {
            pause(Duration.ofSeconds(1));
        }
    }

    private void pause(Duration time) throws InterruptedException {
        waited = true;
        progress.pause(time);
    }

    private void idle() throws InterruptedException {
        if (!health.isSettled(this) && !progress.isPaused() && !progress.isRewinding()) {
            health.fine(this);
        }
        progress.awaitAppend();
    }

    private void attempt() {
        waited = false;
        EventBatch part = hand.part();
        Receipt receipt;
        try {
            receipt = deliverer.deliver(part);
            if (receipt == null || !receipt.isFor(part)) {
                throw new NoReceiptException(
                        "the route came back without a receipt for its batch: let its last step be a"
                                + " sink kamelet, and do not replace the body after it");
            }
        } catch (Exception | Error failure) {
            failed(part, failure);
            return;
        } finally {
            // an interrupt was meant for the delivery, not for saving what came of it
            Thread.interrupted();
        }
        progress.delivered(hand, part, receipt);
        hand.done();
        answered();
    }

    /** The sink is there and has an opinion on the events: no reason to wait. */
    private void answered() {
        tries = 0;
        probe.open();
        health.fine(this);
        if (hand.isDone()) {
            letGo();
        }
    }

    private void letGo() {
        probe.leave(this);
        if (hand != null) {
            progress.release(hand);
            hand = null;
        }
    }

    private void failed(EventBatch part, Throwable failure) {
        DeliveryException known = Failures.outcomeOf(failure);
        if (known == null) {
            Level level =
                    failure instanceof Exception && !(failure instanceof NoReceiptException) ? Level.WARN : Level.ERROR;
            retry(level, Failures.inWords(failure), null);
            return;
        }
        List<String> taken = List.of();
        if (!known.delivered().isEmpty()) {
            taken = hand.done(known.delivered());
            progress.delivered(hand.chunk(), taken);
        }
        Outcome outcome = known.outcome();
        if (outcome instanceof Outcome.Retry retry && retry.connectionLost()) {
            progress.connectionLost(part.size());
        }
        if (taken.size() == part.size()) {
            answered();
        } else {
            apply(outcome, known.getMessage(), !taken.isEmpty());
        }
    }

    private void apply(Outcome outcome, String message, boolean progressed) {
        if (outcome instanceof Outcome.Retry retry) {
            retry(Level.WARN, message, retry.after());
        } else if (outcome instanceof Outcome.TooLarge halves) {
            halve(halves.bySize(), message);
        } else if (outcome instanceof Outcome.Bad bad) {
            bad(bad.ids(), message, progressed);
        } else {
            misconfigured(message);
        }
    }

    private void retry(Level level, String message, Duration wish) {
        probe.open();
        backOff(level, message, wish);
    }

    private void backOff(Level level, String message, Duration wish) {
        tries++;
        Duration wait = backoff.after(tries, wish);
        notBefore = clock.instant().plus(wait);
        trouble(SinkState.RETRYING, level, message, wait);
    }

    private void misconfigured(String message) {
        Duration wait = probe.close(this);
        trouble(SinkState.MISCONFIGURED, Level.ERROR, message, wait);
    }

    private void trouble(SinkState state, Level level, String message, Duration wait) {
        // a delivery that was cut short by the stop says nothing about the sink
        if (!progress.isStopping()) {
            health.trouble(this, state, level, message, wait);
        }
    }

    private void halve(boolean bySize, String message) {
        EventBatch part = hand.part();
        if (part.size() > 1) {
            if (bySize) {
                progress.tooLarge(part);
            }
            hand.halve();
        } else {
            DeadReason reason = bySize ? DeadReason.TOO_LARGE : DeadReason.BAD;
            progress.dead(hand.chunk(), hand.done(part.ids()), reason, (bySize ? "too large: " : "") + message);
        }
        answered();
    }

    private void bad(List<String> ids, String message, boolean progressed) {
        List<String> refused = hand.done(ids);
        if (refused.isEmpty() && !progressed) {
            retry(
                    Level.ERROR,
                    "the sink refused events that are not in the batch (" + message + "): its kamelet is wrong",
                    null);
            return;
        }
        if (!refused.isEmpty()) {
            progress.dead(hand.chunk(), refused, DeadReason.BAD, message);
        }
        answered();
    }
}
