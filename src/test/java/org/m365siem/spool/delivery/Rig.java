package org.m365siem.spool.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.m365siem.TickingClock;
import org.m365siem.deliver.Receipt;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;
import org.m365siem.event.Severity;
import org.m365siem.spool.PlausibleTime;
import org.m365siem.spool.Spool;

/** One sink's delivery on a ticking clock, stepped by hand: no threads, no waiting. */
final class Rig implements DeliveryCounters {
    private static final int MOST_STEPS = 200_000;

    private static final long MOST_NANOS = 15_000_000_000L;

    final TickingClock clock = new TickingClock();
    final MemorySpool spool = new MemorySpool(clock);
    final MemorySpool.Sink sink = spool.sink("siem");
    /** What each attempt sent, and when. */
    final List<List<String>> attempts = Collections.synchronizedList(new ArrayList<>());

    final List<Instant> times = Collections.synchronizedList(new ArrayList<>());
    /** What the next attempts answer; when it is empty they are acknowledged. */
    final Deque<Deliverer> answers = new ArrayDeque<>();

    final List<String> counted = Collections.synchronizedList(new ArrayList<>());
    Deliverer otherwise = Receipt::acknowledged;
    int inFlight = 1;
    Duration maxLag;
    /** How old events are: by the same clock, unless a test says otherwise. */
    PlausibleTime time = new PlausibleTime(clock, clock);
    /** Where the loop reads; another store than the one in memory for once. */
    Spool store = spool;

    Random random = new Random(1);
    private DeliveryLoop loop;
    private int numbers;

    Rig() {
        spool.onIdle(() -> clock.tick(Duration.ofSeconds(1)));
    }

    static SecurityEvent event(String id, int bytes) {
        byte[] json = "x".repeat(bytes).getBytes(StandardCharsets.UTF_8);
        return new SecurityEvent(
                id, "tenant", "office365-audit", "Audit.General", "t", Instant.EPOCH, Severity.NONE, "", json);
    }

    /** Appends a batch of events with the next numbers as ids. */
    Rig append(int events) {
        return append(events, 10);
    }

    Rig append(int events, int bytesEach) {
        List<SecurityEvent> list = IntStream.range(0, events)
                .mapToObj(i -> event(String.valueOf(++numbers), bytesEach))
                .toList();
        store.append(EventBatch.of("office365-audit", "tenant", list));
        return this;
    }

    Rig answer(Deliverer answer) {
        answers.add(answer);
        return this;
    }

    /** A new consumer, as after a restart or a reload. */
    DeliveryLoop open() {
        return open((changed, atMost) -> clock.tick(atMost), Duration.ofSeconds(10));
    }

    DeliveryLoop open(Sleeper sleeper, Duration grace) {
        DeliverySettings settings = new DeliverySettings("siem", "routes/to-siem.camel.yaml", inFlight, maxLag);
        loop = new DeliveryLoop(settings, store, this::deliver, this, clock, time, sleeper, random, grace);
        return loop;
    }

    private Receipt deliver(EventBatch batch) throws Exception {
        attempts.add(batch.ids());
        times.add(clock.instant());
        Deliverer answer;
        synchronized (answers) {
            answer = answers.isEmpty() ? otherwise : answers.removeFirst();
        }
        return answer.deliver(batch);
    }

    void step() {
        try {
            loop.workers().get(0).step();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Steps until it holds. */
    Rig until(BooleanSupplier condition) {
        long end = System.nanoTime() + MOST_NANOS;
        for (int i = 0; i < MOST_STEPS && System.nanoTime() < end; i++) {
            if (condition.getAsBoolean()) {
                return this;
            }
            step();
        }
        int last = Math.max(0, attempts.size() - 20);
        throw new AssertionError("never happened; last attempts: " + attempts.subList(last, attempts.size()));
    }

    /** Steps until this many events are delivered or dead. */
    Rig untilDone(int events) {
        return until(() -> sink.delivered.size() + sink.dead.size() >= events);
    }

    /** Steps for a time. */
    Rig run(Duration time) {
        Instant end = clock.instant().plus(time);
        return until(() -> !clock.instant().isBefore(end));
    }

    /** How long after the first attempt each attempt was made, in whole seconds. */
    List<Long> seconds() {
        return times.stream()
                .map(time -> Duration.between(times.get(0), time).toSeconds())
                .toList();
    }

    @Override
    public void delivered(int events) {
        counted.add("delivered " + events);
    }

    @Override
    public void dead(DeadReason reason, int events) {
        counted.add(reason.word() + " " + events);
    }

    @Override
    public void lost(long events) {
        counted.add("lost " + events);
    }
}
