package org.m365siem.spool.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.m365siem.deliver.Receipt;
import org.m365siem.event.EventBatch;
import org.m365siem.spool.PlausibleTime;
import org.m365siem.spool.SinkReader;
import org.m365siem.spool.SinkReader.Chunk;
import org.m365siem.spool.SinkReader.Refusal;
import org.m365siem.spool.Spool;
import org.slf4j.event.Level;

/**
 * A sink's progress through the spool, shared by the workers that deliver: which chunks are on their way, what is written and
 * not yet confirmed, and what is saved. One lock guards it all, the reader included.
 *
 * <p>Going back works the same for every reason (broken connection, pause, events given up): a rewind is asked for, every
 * worker lets go of its chunk after the attempt it is in, and the first to take a chunk after that starts from the lowest one
 * that is not done. What is confirmed stays confirmed.
 */
final class Progress {
    private static final Duration SLICE = Duration.ofSeconds(1);
    private static final Duration SHORTEST_SLICE = Duration.ofMillis(10);
    private static final Duration GIVE_UP_EVERY = Duration.ofMinutes(1);

    private final ReentrantLock lock;
    private final Condition changed;
    private final DeliverySettings settings;
    private final Spool spool;
    private final SinkReader reader;
    private final DeliveryCounters counters;
    private final SinkHealth health;
    private final Clock clock;
    private final PlausibleTime time;
    private final Sleeper sleeper;

    private final UnconfirmedTail tail = new UnconfirmedTail();
    private final SizeLimit limit = new SizeLimit();
    private final Pace pace = new Pace();
    private final Saving saving;
    private final Set<Hand> hands = new HashSet<>();
    private final Set<Thread> idle = new HashSet<>();
    private Long rewindTo;
    private Instant nextGiveUp = Instant.MIN;
    private long resumes;
    private int unloggedDead;
    private boolean stopping;

    Progress(
            DeliverySettings settings,
            Spool spool,
            SinkReader reader,
            DeliveryCounters counters,
            SinkHealth health,
            Clock clock,
            PlausibleTime time,
            Sleeper sleeper,
            ReentrantLock lock) {
        this.settings = settings;
        this.spool = spool;
        this.reader = reader;
        this.counters = counters;
        this.health = health;
        this.clock = clock;
        this.time = time;
        this.sleeper = sleeper;
        this.lock = lock;
        this.changed = lock.newCondition();
        this.saving = new Saving(health, sleeper, changed, () -> stopping);
    }

    /** The next chunk to deliver, or null when there is none now. */
    Hand take() {
        lock.lock();
        try {
            if (stopping || rewindTo != null && !hands.isEmpty()) {
                return null;
            }
            if (rewindTo != null) {
                reader.rewind(rewindTo);
                rewindTo = null;
            }
            while (true) {
                Chunk chunk = reader.next().orElse(null);
                if (chunk == null) {
                    return null;
                }
                EventBatch batch = chunk.batch().without(tail.waitingOf(chunk.sequence()));
                if (!batch.isEmpty()) {
                    Hand hand = new Hand(chunk, limit.split(batch, pace.events()));
                    hands.add(hand);
                    return hand;
                }
                if (chunk.batch().isEmpty()) {
                    saving.save(() -> reader.delivered(chunk, List.of()));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** The worker is through with the chunk, or lets go of what is left of it, so that it is handed out again. */
    void release(Hand hand) {
        lock.lock();
        try {
            hands.remove(hand);
            pace.release(hand);
            if (!hand.isDone()) {
                rewind(hand.sequence());
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** True when every worker must let go of its chunk. */
    boolean isRewinding() {
        lock.lock();
        try {
            return rewindTo != null;
        } finally {
            lock.unlock();
        }
    }

    /** The sink has taken the whole part: confirmed at once, or after the delay that the receipt asks for. */
    void delivered(Hand hand, EventBatch part, Receipt receipt) {
        lock.lock();
        try {
            limit.delivered();
            if (receipt.confirmAfter().isZero() || receipt.confirmAfter().isNegative()) {
                delivered(hand.chunk(), part.ids());
                confirmed();
            } else {
                tail.add(hand.sequence(), part, receipt, clock.instant());
                confirmDue();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The SIEM has taken these events of the chunk for good. */
    void delivered(Chunk chunk, Collection<String> ids) {
        lock.lock();
        try {
            if (!ids.isEmpty() && saving.save(() -> reader.delivered(chunk, ids))) {
                counters.delivered(ids.size());
            }
        } finally {
            lock.unlock();
        }
    }

    /** The SIEM will never take these events of the chunk. */
    void dead(Chunk chunk, Collection<String> ids, DeliveryCounters.DeadReason reason, String words) {
        lock.lock();
        try {
            List<Refusal> refusals =
                    ids.stream().map(id -> new Refusal(id, words)).toList();
            if (saving.save(() -> reader.dead(chunk, refusals))) {
                counters.dead(reason, refusals.size());
                unloggedDead += refusals.size();
                String message = "events refused for good: " + unloggedDead + ", the last one: " + words;
                if (health.log(Level.WARN, "dead", message, "; kept in the dead letters, the rest goes on")) {
                    unloggedDead = 0;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    void tooLarge(EventBatch part) {
        lock.lock();
        try {
            limit.tooLarge(part);
        } finally {
            lock.unlock();
        }
    }

    /** May the worker send the next part of this now? */
    boolean admits(Hand hand) {
        lock.lock();
        try {
            return pace.admits(hand, tail.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    /**
     * What was written and is not confirmed is sent again.
     *
     * @param events how many were being written when it broke
     */
    void connectionLost(int events) {
        lock.lock();
        try {
            if (pace.lost(Math.max(events, tail.largest()))) {
                String parts = pace.events() == 1 ? "one event" : pace.events() + " events";
                health.log(
                        Level.WARN,
                        "pace",
                        "connections break, or are closed within confirm-after, again and again: " + parts
                                + " at a time from now on, each confirmed before the next",
                        "; nothing is lost, but delivery is slow until connections last");
                takeAgain();
            }
            if (!tail.isEmpty()) {
                rewind(tail.lowest());
                tail.clear();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What has to be done now and then: confirm what waited long enough, give up what is too old. */
    void tick() {
        lock.lock();
        try {
            confirmDue();
            Instant now = clock.instant();
            if (settings.maxLag() != null && !now.isBefore(nextGiveUp)) {
                nextGiveUp = now.plus(GIVE_UP_EVERY);
                time.now().ifPresent(wall -> giveUp(wall.minus(settings.maxLag())));
            }
        } finally {
            lock.unlock();
        }
    }

    private void giveUp(Instant before) {
        long lost = reader.giveUpOlderThan(before);
        if (lost > 0) {
            counters.lost(lost);
            String lag = SinkHealth.inWords(settings.maxLag());
            health.log(
                    Level.ERROR,
                    "lost",
                    "lost " + lost + " events that waited longer than max-lag (" + lag + ")",
                    "; this sink" + " will never get them");
            takeAgain();
        }
    }

    private void confirmDue() {
        for (UnconfirmedTail.Written due = tail.due(clock.instant()); due != null; due = tail.due(clock.instant())) {
            if (!due.isHealthy()) {
                health.log(
                        Level.WARN,
                        "broken",
                        "the connection broke before everything on it was confirmed",
                        "; it is sent again");
                connectionLost(0);
                return;
            }
            tail.removeOldest();
            delivered(due.chunk(), due.ids());
            confirmed();
        }
    }

    private void confirmed() {
        if (pace.confirmed()) {
            takeAgain();
        }
    }

    /** What the workers hold is handed out again, in parts of the size that now holds. */
    private void takeAgain() {
        hands.forEach(hand -> rewind(hand.sequence()));
    }

    /** An orderly end repeats nothing: what was written on connections that are still healthy counts as confirmed. */
    void confirmHealthy() {
        lock.lock();
        try {
            while (!tail.isEmpty() && tail.oldest().isHealthy()) {
                UnconfirmedTail.Written oldest = tail.oldest();
                tail.removeOldest();
                delivered(oldest.chunk(), oldest.ids());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a while, at most a second or until something has to be done; ends early on stop and {@code sinks resume}. */
    void pause(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            if (!stopping) {
                Duration slice = slice();
                sleeper.await(changed, atMost.compareTo(slice) < 0 ? atMost : slice);
                if (reader.takeResume()) {
                    resumes++;
                    changed.signalAll();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** How often an operator has asked to try again at once. */
    long resumes() {
        lock.lock();
        try {
            return resumes;
        } finally {
            lock.unlock();
        }
    }

    boolean isPaused() {
        lock.lock();
        try {
            return reader.paused();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing to hand out: waits for an append, or until something has to be done. */
    void awaitAppend() throws InterruptedException {
        Duration slice;
        lock.lock();
        try {
            slice = slice();
            if (stopping || rewindTo != null) {
                pause(slice);
                return;
            }
            idle.add(Thread.currentThread());
        } finally {
            lock.unlock();
        }
        try {
            spool.awaitAppend(slice);
        } finally {
            lock.lock();
            idle.remove(Thread.currentThread());
            lock.unlock();
        }
    }

    private Duration slice() {
        if (tail.isEmpty()) {
            return SLICE;
        }
        Duration left = Duration.between(clock.instant(), tail.oldest().due());
        return left.compareTo(SLICE) > 0 ? SLICE : left.compareTo(SHORTEST_SLICE) < 0 ? SHORTEST_SLICE : left;
    }

    /** Ends all waiting; an attempt that is on its way may end. */
    void stop() {
        lock.lock();
        try {
            stopping = true;
            idle.forEach(Thread::interrupt);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isStopping() {
        lock.lock();
        try {
            return stopping;
        } finally {
            lock.unlock();
        }
    }

    private void rewind(long sequence) {
        rewindTo = rewindTo == null ? sequence : Math.min(rewindTo, sequence);
        changed.signalAll();
    }
}
