package org.m365siem.spool.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.m365siem.deliver.DeliveryException;
import org.m365siem.deliver.Receipt;

/** Sinks without acknowledgement: plain syslog. */
class DeliveryConfirmationTest {
    private final Rig rig = new Rig();
    private AtomicBoolean connection = new AtomicBoolean(true);

    @BeforeEach
    void writesWithoutAcknowledgement() {
        rig.otherwise = batch -> {
            AtomicBoolean used = connection;
            return Receipt.written(batch, Duration.ofSeconds(5), used::get);
        };
    }

    private void breakConnection() {
        connection.set(false);
        connection = new AtomicBoolean(true);
    }

    @Test
    void a_batch_counts_as_delivered_after_the_delay_and_the_next_ones_do_not_wait() {
        rig.append(1).append(1).append(1);
        rig.open();
        rig.until(() -> rig.attempts.size() == 3);
        assertThat(rig.seconds()).containsExactly(0L, 0L, 0L);
        assertThat(rig.sink.delivered).isEmpty();
        rig.run(Duration.ofSeconds(4));
        assertThat(rig.sink.delivered).isEmpty();
        rig.run(Duration.ofSeconds(2));
        assertThat(rig.sink.delivered).containsExactly("1", "2", "3");
        assertThat(rig.attempts).hasSize(3);
    }

    @Test
    void at_most_the_last_megabyte_waits() {
        for (int i = 0; i < 12; i++) {
            rig.append(2, 100_000);
        }
        rig.open();
        rig.until(() -> rig.attempts.size() == 12);
        rig.step();
        assertThat(rig.seconds()).containsOnly(0L);
        assertThat(rig.sink.delivered).hasSize(14).contains("14").doesNotContain("15");
    }

    @Test
    void a_megabyte_on_a_broken_connection_confirms_nothing() {
        rig.append(1, 600_000).append(1, 600_000).append(1, 600_000);
        rig.open();
        rig.until(() -> rig.attempts.size() == 1);
        connection.set(false);
        rig.until(() -> rig.attempts.size() == 3);
        assertThat(rig.sink.delivered).isEmpty();
        connection = new AtomicBoolean(true);
        rig.untilDone(3);
        assertThat(rig.attempts.subList(3, 6)).containsExactly(List.of("1"), List.of("2"), List.of("3"));
    }

    @Test
    void a_lost_connection_sends_the_unconfirmed_tail_again_in_order_before_the_batch_that_failed() {
        rig.append(1).append(1);
        rig.open();
        rig.until(() -> rig.attempts.size() == 2).run(Duration.ofSeconds(6));
        rig.append(2).append(1).append(1);
        rig.until(() -> rig.attempts.size() == 4);
        rig.answer(batch -> {
            throw DeliveryException.connectionLost("connection reset", null);
        });
        rig.until(() -> rig.attempts.size() == 5);
        breakConnection();
        rig.untilDone(6);
        assertThat(rig.attempts)
                .containsExactly(
                        List.of("1"),
                        List.of("2"),
                        List.of("3", "4"),
                        List.of("5"),
                        List.of("6"),
                        List.of("3", "4"),
                        List.of("5"),
                        List.of("6"));
        assertThat(rig.sink.delivered).containsExactly("1", "2", "3", "4", "5", "6");
        assertThat(rig.sink.twice).isEmpty();
    }

    @Test
    void a_connection_that_turns_out_broken_at_confirmation_sends_its_batches_again() {
        rig.append(1).append(1);
        rig.open();
        rig.until(() -> rig.attempts.size() == 2);
        breakConnection();
        rig.untilDone(2);
        assertThat(rig.attempts).containsExactly(List.of("1"), List.of("2"), List.of("1"), List.of("2"));
        assertThat(rig.sink.twice).isEmpty();
    }

    @Test
    void a_retry_that_did_not_lose_the_connection_leaves_the_tail_alone() {
        rig.append(1).append(1);
        rig.answer(rig.otherwise);
        rig.answer(batch -> {
            throw DeliveryException.retryAfter(Duration.ofSeconds(20), "busy");
        });
        rig.open();
        rig.until(() -> rig.attempts.size() == 2).run(Duration.ofSeconds(10));
        assertThat(rig.sink.delivered).as("confirmed during the back-off").containsExactly("1");
        rig.untilDone(2);
        assertThat(rig.attempts).containsExactly(List.of("1"), List.of("2"), List.of("2"));
    }

    @Test
    void halves_on_a_lost_connection_are_sent_again_without_what_is_confirmed() {
        rig.append(4);
        rig.answer(batch -> {
            throw DeliveryException.tooLarge("too long");
        });
        rig.answer(Receipt::acknowledged);
        rig.answer(batch -> Receipt.written(batch, Duration.ofSeconds(5), connection::get));
        rig.open();
        rig.until(() -> rig.attempts.size() == 3);
        rig.append(1).answer(batch -> {
            throw DeliveryException.connectionLost("reset", null);
        });
        rig.untilDone(5);
        assertThat(rig.attempts)
                .containsExactly(
                        List.of("1", "2", "3", "4"),
                        List.of("1", "2"),
                        List.of("3", "4"),
                        List.of("5"),
                        List.of("3", "4"),
                        List.of("5"));
    }

    @Test
    void an_orderly_stop_confirms_what_is_written_and_repeats_nothing() {
        rig.append(1).append(1);
        DeliveryLoop first = rig.open();
        rig.until(() -> rig.attempts.size() == 2);
        first.stop();
        assertThat(rig.sink.delivered).containsExactly("1", "2");
        rig.open();
        rig.run(Duration.ofSeconds(20));
        assertThat(rig.attempts).hasSize(2);
    }

    @Test
    void a_stop_on_a_broken_connection_confirms_nothing() {
        rig.append(1);
        DeliveryLoop first = rig.open();
        rig.until(() -> rig.attempts.size() == 1);
        breakConnection();
        first.stop();
        assertThat(rig.sink.delivered).isEmpty();
        rig.open();
        rig.untilDone(1);
    }

    @Test
    void connections_lost_twice_in_a_row_make_small_parts_that_are_confirmed_one_by_one() {
        rig.append(8);
        rig.open();
        for (int lost = 1; lost <= 3; lost++) {
            int attempts = rig.attempts.size();
            rig.until(() -> rig.attempts.size() > attempts);
            breakConnection();
        }
        rig.untilDone(8);
        assertThat(rig.attempts.subList(0, 5))
                .containsExactly(
                        List.of("1", "2", "3", "4", "5", "6", "7", "8"),
                        List.of("1", "2", "3", "4", "5", "6", "7", "8"),
                        List.of("1", "2", "3", "4"),
                        List.of("1", "2"),
                        List.of("3", "4"));
        assertThat(rig.seconds().subList(3, 7)).as("5 s apart").containsExactly(15L, 20L, 25L, 30L);
        assertThat(rig.sink.twice).isEmpty();
    }

    @Test
    void parts_grow_again_while_connections_last() {
        rig.append(64);
        rig.open();
        for (int lost = 1; lost <= 2; lost++) {
            int attempts = rig.attempts.size();
            rig.until(() -> rig.attempts.size() > attempts);
            breakConnection();
        }
        rig.until(() -> rig.attempts.size() == 3);
        for (int i = 0; i < 40; i++) {
            rig.append(500);
        }
        rig.untilDone(64 + 40 * 500);
        List<Integer> sizes = rig.attempts.stream().map(List::size).toList();
        assertThat(sizes).startsWith(64, 64, 32, 32);
        assertThat(sizes.get(sizes.size() - 1)).isEqualTo(500);
        long last = rig.seconds().get(sizes.size() - 1);
        assertThat(rig.seconds().stream().filter(second -> second == last).count())
                .as("without waiting for each other again")
                .isGreaterThan(5);
        assertThat(rig.sink.twice).isEmpty();
    }

    @Test
    void several_in_flight_take_turns_while_parts_are_small() {
        rig.inFlight = 3;
        rig.append(4).append(4).append(4);
        DeliveryLoop loop = rig.open();
        for (int lost = 1; lost <= 2; lost++) {
            int attempts = rig.attempts.size();
            rig.until(() -> rig.attempts.size() == attempts + 3);
            breakConnection();
        }
        rig.until(() -> rig.attempts.get(rig.attempts.size() - 1).size() == 2);
        int first = rig.attempts.size() - 1;
        rig.until(() -> {
            for (Worker worker : loop.workers()) {
                try {
                    worker.step();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            return rig.sink.delivered.size() == 12;
        });
        List<Long> small = rig.seconds().subList(first, first + 4);
        assertThat(small).doesNotHaveDuplicates();
        assertThat(rig.sink.twice).isEmpty();
    }
}
