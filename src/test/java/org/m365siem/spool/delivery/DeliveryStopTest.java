package org.m365siem.spool.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.m365siem.deliver.DeliveryException;
import org.m365siem.deliver.Receipt;

/** Stopping, with real threads and real waiting. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class DeliveryStopTest {
    private final Rig rig = new Rig();
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("spool-siem"))
                .toList();
    }

    @AfterEach
    void no_thread_is_left() {
        assertThat(threads()).isEmpty();
    }

    private DeliveryLoop start(Duration grace) {
        DeliveryLoop loop = rig.open(Sleeper.REAL, grace);
        loop.start();
        return loop;
    }

    private static Duration stop(DeliveryLoop loop) {
        long from = System.nanoTime();
        loop.stop();
        return Duration.ofNanos(System.nanoTime() - from);
    }

    @Test
    void during_a_back_off_is_immediate() {
        rig.append(1).answer(batch -> {
            throw DeliveryException.retryAfter(Duration.ofHours(1), "429");
        });
        DeliveryLoop loop = start(Duration.ofSeconds(10));
        await().until(() -> !rig.sink.reports.isEmpty());
        assertThat(stop(loop)).isLessThan(Duration.ofMillis(900));
    }

    @Test
    void while_idle_is_immediate() {
        CountDownLatch idle = new CountDownLatch(1);
        rig.spool.onIdle(() -> {
            idle.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        DeliveryLoop loop = start(Duration.ofSeconds(10));
        await().until(() -> idle.getCount() == 0);
        assertThat(stop(loop)).isLessThan(Duration.ofMillis(900));
    }

    @Test
    void lets_the_batch_in_flight_end_and_repeats_nothing() throws Exception {
        rig.append(1).append(1).answer(batch -> {
            started.countDown();
            release.await();
            return Receipt.acknowledged(batch);
        });
        DeliveryLoop loop = start(Duration.ofSeconds(10));
        started.await();
        loop.requestStop();
        assertThat(threads()).isNotEmpty();
        release.countDown();
        loop.stop();
        assertThat(rig.sink.delivered).containsExactly("1");
        assertThat(rig.attempts).hasSize(1);
    }

    @Test
    void breaks_off_a_batch_that_hangs() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        rig.append(1).answer(batch -> {
            started.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
            return Receipt.acknowledged(batch);
        });
        DeliveryLoop loop = start(Duration.ofMillis(100));
        started.await();
        loop.stop();
        assertThat(interrupted).isTrue();
        assertThat(rig.sink.delivered).isEmpty();
        assertThat(rig.sink.reports)
                .as("a broken-off delivery is not the sink's trouble")
                .isEmpty();
    }

    @Test
    void a_result_that_comes_with_an_interrupt_is_saved() throws Exception {
        rig.append(1).answer(batch -> {
            started.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Receipt.acknowledged(batch);
        });
        DeliveryLoop loop = start(Duration.ofMillis(100));
        started.await();
        loop.stop();
        assertThat(rig.sink.delivered).containsExactly("1");
    }

    @Test
    void does_not_wait_for_a_store_that_refuses_for_ever() throws Exception {
        rig.append(1).answer(batch -> {
            started.countDown();
            return Receipt.acknowledged(batch);
        });
        rig.spool.refuseWrites(Integer.MAX_VALUE);
        DeliveryLoop loop = start(Duration.ofSeconds(10));
        started.await();
        assertThat(stop(loop)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void without_a_start_is_harmless() {
        rig.open().stop();
    }

    @Test
    void only_one_batch_probes_a_misconfigured_sink_when_several_are_in_flight() throws Exception {
        rig.inFlight = 3;
        for (int i = 0; i < 9; i++) {
            rig.append(1);
        }
        rig.otherwise = batch -> {
            throw DeliveryException.misconfigured("401");
        };
        DeliveryLoop loop = start(Duration.ofSeconds(10));
        await().until(() -> rig.attempts.size() >= 1);
        rig.clock.tick(Duration.ofSeconds(29));
        await().pollDelay(Duration.ofMillis(1500)).until(() -> rig.attempts.size() <= 3);
        int before = rig.attempts.size();
        rig.clock.tick(Duration.ofSeconds(2));
        await().pollDelay(Duration.ofMillis(2500)).until(() -> rig.attempts.size() == before + 1);
        loop.stop();
        assertThat(rig.sink.reports).containsExactly("MISCONFIGURED 401");
    }
}
