package org.m365siem.spool.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.m365siem.deliver.DeliveryException;
import org.m365siem.deliver.Receipt;
import org.m365siem.event.EventBatch;
import org.m365siem.spool.sqlite.SpoolOptions;
import org.m365siem.spool.sqlite.SqliteSpool;

/** Numbered events through a SIEM that fails in every way at random: sent = delivered + dead, each once. */
class DeliveryConservationTest {
    private static final int EVENTS = 1500;

    private final Rig rig = new Rig();
    private final Set<String> received = ConcurrentHashMap.newKeySet();
    private final List<String> order = new ArrayList<>();
    private final List<String> repeated = new ArrayList<>();

    /** Every 50th event is poison, the 777th too large even alone. */
    private static boolean isPoison(String id) {
        return Integer.parseInt(id) % 50 == 0;
    }

    private static boolean isHuge(String id) {
        return Integer.parseInt(id) == 777;
    }

    private synchronized void take(List<String> ids) {
        for (String id : ids) {
            if (!received.add(id)) {
                repeated.add(id);
            }
            order.add(id);
        }
    }

    /** A SIEM that says exactly what it took; it never leaves the sender in doubt. */
    private Receipt honestSiem(EventBatch batch, Random random) throws Exception {
        int dice;
        int cut;
        synchronized (random) {
            dice = random.nextInt(12);
            cut = random.nextInt(batch.size() + 1);
        }
        List<String> ids = batch.ids();
        List<String> good =
                ids.stream().filter(id -> !isPoison(id) && !isHuge(id)).toList();
        switch (dice) {
            case 0:
                throw DeliveryException.retry("503");
            case 1:
                throw DeliveryException.retryAfter(Duration.ofSeconds(90), "429");
            case 2:
                throw DeliveryException.misconfigured("403");
            case 3:
                throw new IOException("reset");
            case 4: {
                List<String> first = good.subList(0, Math.min(cut, good.size()));
                take(first);
                throw DeliveryException.retry("half a batch").delivered(first);
            }
            case 5:
                return null;
            default:
        }
        if (ids.stream().anyMatch(DeliveryConservationTest::isHuge) || dice == 6 && ids.size() > 1) {
            throw DeliveryException.tooLarge("413");
        }
        List<String> poison =
                ids.stream().filter(DeliveryConservationTest::isPoison).toList();
        if (!poison.isEmpty()) {
            List<String> before = dice < 9 ? good.subList(0, Math.min(cut, good.size())) : List.of();
            take(before);
            throw DeliveryException.bad(poison, "invalid").delivered(before);
        }
        take(ids);
        return Receipt.acknowledged(batch);
    }

    private void appendAll(Random random) {
        int left = EVENTS;
        while (left > 0) {
            int size = Math.min(left, 1 + random.nextInt(40));
            rig.append(size, 20);
            left -= size;
        }
    }

    private void assertConservation(long seed) {
        Set<String> dead = Set.copyOf(rig.sink.dead.keySet());
        List<String> all =
                IntStream.rangeClosed(1, EVENTS).mapToObj(String::valueOf).toList();
        Set<String> expectedDead = new HashSet<>(all);
        expectedDead.removeIf(id -> !isPoison(id) && !isHuge(id));
        assertThat(dead).as("seed %d", seed).isEqualTo(expectedDead);
        assertThat(repeated).as("repeated, seed %d", seed).isEmpty();
        assertThat(rig.sink.twice).as("seed %d", seed).isEmpty();
        Set<String> all2 = new HashSet<>(rig.sink.delivered);
        assertThat(all2).as("seed %d", seed).isEqualTo(new HashSet<>(received)).doesNotContainAnyElementsOf(dead);
        all2.addAll(dead);
        assertThat(all2).as("seed %d", seed).hasSize(EVENTS);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 0})
    void each_event_is_delivered_or_dead_exactly_once_and_in_order(long fixed) {
        long seed = fixed == 0 ? System.nanoTime() : fixed;
        Random random = new Random(seed);
        rig.otherwise = batch -> honestSiem(batch, random);
        appendAll(random);
        rig.open();
        while (rig.sink.delivered.size() + rig.sink.dead.size() < EVENTS) {
            rig.step();
            if (random.nextInt(2000) == 0) {
                rig.open(); // a reload or a restart between two steps
            }
        }
        assertConservation(seed);
        List<Integer> numbers = order.stream().map(Integer::valueOf).toList();
        assertThat(numbers).as("order, seed %d", seed).isSorted();
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void several_in_flight_lose_and_repeat_nothing_either() throws InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        rig.inFlight = 4;
        rig.otherwise = batch -> honestSiem(batch, random);
        appendAll(random);
        DeliveryLoop loop = rig.open((changed, atMost) -> rig.clock.tick(atMost), Duration.ofSeconds(10));
        loop.start();
        awaitDone();
        loop.stop();
        assertConservation(seed);
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void broken_connections_repeat_but_lose_nothing_with_several_in_flight() throws InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        rig.inFlight = 3;
        rig.otherwise = batch -> {
            int dice;
            synchronized (random) {
                dice = random.nextInt(10);
            }
            if (dice == 0) {
                throw DeliveryException.connectionLost("reset", null);
            }
            boolean survives = dice > 1;
            if (survives) {
                take(batch.ids());
            }
            return Receipt.written(batch, Duration.ofSeconds(5), () -> survives);
        };
        appendAll(random);
        DeliveryLoop loop = rig.open((changed, atMost) -> rig.clock.tick(atMost), Duration.ofSeconds(10));
        loop.start();
        awaitDone();
        loop.stop();
        assertThat(received).as("seed %d", seed).hasSize(EVENTS).containsAll(rig.sink.delivered);
        assertThat(rig.sink.twice).as("seed %d", seed).isEmpty();
    }

    /** The real store, closed and opened again in the middle. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void the_same_over_sqlite_with_restarts_in_between(@TempDir Path state) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        SpoolOptions options = SpoolOptions.in(state).minFreeDisk(1);
        rig.store = SqliteSpool.open(options);
        rig.store.register(List.of("siem"));
        rig.otherwise = batch -> honestSiem(batch, random);
        appendAll(random);
        for (int restart = 0; restart < 5; restart++) {
            DeliveryLoop loop = rig.open();
            int attempts = rig.attempts.size() + 30;
            rig.until(() -> rig.attempts.size() >= attempts);
            loop.stop();
            rig.store.close();
            rig.store = SqliteSpool.open(options);
        }
        List<String> expected = IntStream.rangeClosed(1, EVENTS)
                .mapToObj(String::valueOf)
                .filter(id -> !isPoison(id) && !isHuge(id))
                .toList();
        rig.open();
        rig.until(() -> received.size() >= expected.size());
        rig.until(() -> rig.store.sinks().get(0).lagEvents() == 0);
        assertThat(repeated).as("seed %d", seed).isEmpty();
        assertThat(order).as("in order, seed %d", seed).isEqualTo(expected);
        assertThat(rig.store.sinks().get(0).deadLetters()).isEqualTo(EVENTS - expected.size());
        rig.store.close();
    }

    private void awaitDone() throws InterruptedException {
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(50))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    synchronized (rig.spool) {
                        return rig.sink.delivered.size() + rig.sink.dead.size() >= EVENTS;
                    }
                });
    }
}
