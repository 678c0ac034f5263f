package org.m365siem.spool.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.m365siem.TickingClock;
import org.m365siem.deliver.DeliveryException;
import org.m365siem.deliver.Receipt;
import org.m365siem.event.EventBatch;
import org.m365siem.spool.PlausibleTime;

class DeliveryOutcomesTest {
    private final Rig rig = new Rig();

    private static Deliverer fails(DeliveryException failure) {
        return batch -> {
            throw failure;
        };
    }

    @Test
    void delivers_in_append_order_and_reports_once() {
        rig.append(2).append(1).append(2);
        rig.open();
        rig.untilDone(5);
        assertThat(rig.attempts).containsExactly(List.of("1", "2"), List.of("3"), List.of("4", "5"));
        assertThat(rig.sink.delivered).containsExactly("1", "2", "3", "4", "5");
        assertThat(rig.sink.reports).containsExactly("FLOWING");
        assertThat(rig.counted).containsExactly("delivered 2", "delivered 1", "delivered 2");
    }

    @Test
    void retries_the_same_batch_with_doubling_pauses_up_to_a_minute_and_never_gives_up() {
        rig.append(1).append(1);
        for (int i = 0; i < 12; i++) {
            rig.answer(fails(DeliveryException.retry("503")));
        }
        rig.open();
        rig.untilDone(2);
        assertThat(rig.attempts).hasSize(14).startsWith(List.of("1")).endsWith(List.of("1"), List.of("2"));
        for (int i = 1; i <= 12; i++) {
            double full = Math.min(60, Math.pow(2, i - 1));
            double pause =
                    Duration.between(rig.times.get(i - 1), rig.times.get(i)).toMillis() / 1000.0;
            assertThat(pause).as("pause %d", i).isBetween(full * 0.8 - 0.001, full);
        }
        assertThat(rig.sink.reports).containsExactly("RETRYING 503", "FLOWING");
    }

    @Test
    void the_servers_wish_is_honoured_even_when_it_is_longer_than_a_minute() {
        rig.append(1).answer(fails(DeliveryException.retryAfter(Duration.ofMinutes(5), "429")));
        rig.open();
        rig.untilDone(1);
        assertThat(rig.seconds()).containsExactly(0L, 300L);
    }

    @Test
    void an_absurd_wish_does_not_stop_the_sink_for_good() {
        rig.append(1).answer(fails(DeliveryException.retryAfter(Duration.ofSeconds(Long.MAX_VALUE), "429")));
        rig.open();
        rig.untilDone(1);
        assertThat(rig.seconds()).containsExactly(0L, 86_400L);
    }

    @Test
    void back_off_starts_again_at_a_second_after_a_success() {
        rig.append(1).append(1);
        rig.answer(fails(DeliveryException.retry("a"))).answer(fails(DeliveryException.retry("b")));
        rig.answer(Receipt::acknowledged).answer(fails(DeliveryException.retry("c")));
        rig.open();
        rig.untilDone(2);
        assertThat(Duration.between(rig.times.get(3), rig.times.get(4))).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void what_was_taken_of_a_failed_batch_is_saved_and_not_sent_again() {
        rig.append(4).answer(fails(DeliveryException.retry("503").delivered(List.of("1", "3", "unknown"))));
        rig.open();
        rig.until(() -> rig.attempts.size() == 1);
        assertThat(rig.sink.delivered).containsExactly("1", "3");
        rig.untilDone(4);
        assertThat(rig.attempts).containsExactly(List.of("1", "2", "3", "4"), List.of("2", "4"));
    }

    @Test
    void a_failure_that_delivered_everything_is_a_success() {
        rig.append(2).append(1).answer(fails(DeliveryException.retry("odd").delivered(List.of("1", "2"))));
        rig.open();
        rig.untilDone(3);
        assertThat(rig.attempts).containsExactly(List.of("1", "2"), List.of("3"));
        assertThat(rig.sink.reports).containsExactly("FLOWING");
    }

    @Test
    void too_large_is_sent_in_halves_in_order_and_the_limit_is_remembered() {
        rig.otherwise = batch -> {
            if (batch.bytes() > 300) {
                throw DeliveryException.tooLarge("413");
            }
            return Receipt.acknowledged(batch);
        };
        rig.append(8, 100).append(4, 100);
        rig.open();
        rig.untilDone(12);
        assertThat(rig.sink.delivered).containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12");
        assertThat(rig.attempts)
                .containsExactly(
                        List.of("1", "2", "3", "4", "5", "6", "7", "8"),
                        List.of("1", "2", "3", "4"),
                        List.of("1", "2"),
                        List.of("3", "4"),
                        List.of("5", "6", "7", "8"),
                        List.of("5", "6"),
                        List.of("7", "8"),
                        List.of("9", "10"),
                        List.of("11", "12"));
        assertThat(rig.sink.dead).isEmpty();
    }

    @Test
    void an_event_that_is_too_large_alone_is_a_dead_letter_and_its_neighbours_go_on() {
        rig.otherwise = batch -> {
            if (batch.ids().contains("3")) {
                throw DeliveryException.tooLarge("event over 1 MB");
            }
            return Receipt.acknowledged(batch);
        };
        rig.append(4);
        rig.open();
        rig.untilDone(4);
        assertThat(rig.sink.delivered).containsExactly("1", "2", "4");
        assertThat(rig.sink.dead).containsExactly(java.util.Map.entry("3", "too large: event over 1 MB"));
        assertThat(rig.counted).contains("too-large 1");
    }

    @Test
    void bad_events_become_dead_letters_and_the_rest_is_sent_at_once() {
        rig.append(4)
                .append(1)
                .answer(fails(DeliveryException.bad(List.of("2", "9"), "no such index")
                        .delivered(List.of("1"))));
        rig.open();
        rig.untilDone(5);
        assertThat(rig.attempts).containsExactly(List.of("1", "2", "3", "4"), List.of("3", "4"), List.of("5"));
        assertThat(rig.sink.dead).containsExactly(java.util.Map.entry("2", "no such index"));
        assertThat(rig.seconds()).containsExactly(0L, 0L, 0L);
        assertThat(rig.sink.reports).containsExactly("FLOWING");
    }

    @Test
    void a_refusal_of_events_that_are_not_in_the_batch_is_retried_and_not_a_hot_loop() {
        rig.append(1);
        rig.answer(fails(DeliveryException.bad(List.of("77"), "invalid")));
        rig.answer(fails(DeliveryException.bad(List.of(), "invalid")));
        rig.open();
        rig.untilDone(1);
        assertThat(rig.sink.delivered).containsExactly("1");
        assertThat(Duration.between(rig.times.get(0), rig.times.get(2))).isGreaterThan(Duration.ofSeconds(2));
    }

    @Test
    void a_misconfigured_sink_is_probed_after_30_60_and_120_seconds_and_nothing_is_dead_lettered() {
        rig.append(1).append(1);
        for (int i = 0; i < 4; i++) {
            rig.answer(fails(DeliveryException.misconfigured("token refused")));
        }
        rig.open();
        rig.untilDone(2);
        assertThat(rig.seconds()).containsExactly(0L, 30L, 90L, 210L, 330L, 330L);
        assertThat(rig.sink.dead).isEmpty();
        assertThat(rig.sink.reports).containsExactly("MISCONFIGURED token refused", "FLOWING");
    }

    @Test
    void resume_probes_at_once() {
        rig.append(1).answer(fails(DeliveryException.misconfigured("token refused")));
        rig.open();
        rig.until(() -> rig.attempts.size() == 1).run(Duration.ofSeconds(5));
        rig.sink.resumed = true;
        rig.untilDone(1);
        assertThat(rig.seconds().get(1)).isBetween(5L, 7L);
    }

    @Test
    void resume_ends_a_back_off_too() {
        rig.append(1).answer(fails(DeliveryException.retryAfter(Duration.ofHours(1), "429")));
        rig.open();
        rig.until(() -> rig.attempts.size() == 1).run(Duration.ofSeconds(5));
        rig.sink.resumed = true;
        rig.untilDone(1);
        assertThat(rig.seconds().get(1)).isBetween(5L, 7L);
    }

    @Test
    void a_new_consumer_probes_at_once() {
        rig.append(1).answer(fails(DeliveryException.misconfigured("token refused")));
        rig.open();
        rig.until(() -> rig.attempts.size() == 1);
        rig.open();
        rig.untilDone(1);
        assertThat(rig.seconds()).containsExactly(0L, 0L);
    }

    @Test
    void a_paused_sink_gets_nothing_and_a_batch_that_is_being_tried_waits_too() {
        rig.append(1).append(1).answer(fails(DeliveryException.retry("503")));
        rig.open();
        rig.until(() -> rig.attempts.size() == 1);
        rig.sink.paused = true;
        rig.run(Duration.ofMinutes(10));
        assertThat(rig.attempts).hasSize(1);
        assertThat(rig.sink.reports).as("PAUSED comes from the store").containsExactly("RETRYING 503");
        rig.sink.paused = false;
        rig.untilDone(2);
        assertThat(rig.attempts).containsExactly(List.of("1"), List.of("1"), List.of("2"));
    }

    @Test
    void unknown_failures_are_retried_and_a_delivery_exception_is_found_under_its_wrappers() {
        rig.append(1);
        rig.answer(batch -> {
            throw new IOException("connection refused");
        });
        rig.answer(batch -> {
            throw new NoClassDefFoundError("org/x");
        });
        rig.answer(batch -> {
            throw new IllegalStateException(new RuntimeException(DeliveryException.misconfigured("401")));
        });
        rig.open();
        rig.untilDone(1);
        assertThat(rig.sink.reports)
                .containsExactly(
                        "RETRYING IOException: connection refused",
                        "RETRYING NoClassDefFoundError: org/x",
                        "MISCONFIGURED 401",
                        "FLOWING");
    }

    @Test
    void no_receipt_or_that_of_another_batch_is_not_delivered() {
        rig.append(1);
        rig.answer(batch -> null);
        rig.answer(batch -> Receipt.acknowledged(EventBatch.of("office365-audit", "tenant", List.of())));
        rig.open();
        rig.until(() -> rig.attempts.size() == 2);
        assertThat(rig.sink.delivered).isEmpty();
        assertThat(rig.sink.reports).hasSize(1);
        assertThat(rig.sink.reports.get(0)).startsWith("RETRYING the route came back without a receipt");
        rig.untilDone(1);
    }

    @Test
    void progress_that_cannot_be_saved_is_saved_later_and_nothing_is_sent_twice() {
        rig.append(1).append(1);
        rig.open();
        rig.until(() -> rig.sink.reports.size() == 1 || !rig.attempts.isEmpty());
        rig.spool.refuseWrites(5);
        rig.untilDone(2);
        assertThat(rig.attempts).containsExactly(List.of("1"), List.of("2"));
    }

    @Test
    void events_older_than_max_lag_are_given_up_even_while_they_are_being_tried() {
        rig.maxLag = Duration.ofHours(1);
        rig.append(3);
        for (int i = 0; i < 100; i++) {
            rig.answer(fails(DeliveryException.retry("503")));
        }
        rig.open();
        rig.until(() -> rig.attempts.size() == 2);
        rig.run(Duration.ofMinutes(30));
        rig.append(2);
        rig.run(Duration.ofMinutes(35));
        assertThat(rig.counted).containsExactly("lost 3");
        rig.answers.clear();
        rig.untilDone(2);
        assertThat(rig.sink.delivered).containsExactly("4", "5");
    }

    @Test
    void a_consumer_that_was_taken_over_ends_without_touching_the_cursor() {
        rig.append(1).append(1);
        DeliveryLoop old = rig.open();
        rig.answer(batch -> {
            rig.spool.reader("siem"); // somebody else opens the sink while the batch is on its way
            return Receipt.acknowledged(batch);
        });
        old.workers().get(0).run();
        assertThat(rig.attempts).containsExactly(List.of("1"));
        assertThat(rig.sink.delivered).isEmpty();
        rig.open();
        rig.untilDone(2);
        assertThat(Set.copyOf(rig.sink.delivered)).isEqualTo(Set.of("1", "2"));
        old.stop();
    }

    @Test
    void a_restart_in_the_middle_of_halves_sends_only_what_was_not_taken() {
        rig.append(4);
        rig.answer(fails(DeliveryException.tooLarge("413"))).answer(Receipt::acknowledged);
        DeliveryLoop first = rig.open();
        rig.until(() -> rig.sink.delivered.size() == 2);
        first.stop();
        rig.open();
        rig.untilDone(4);
        assertThat(rig.attempts.stream().map(ids -> ids.stream().collect(Collectors.joining())))
                .containsExactly("1234", "12", "34");
    }

    @Test
    void looking_for_one_bad_event_teaches_no_size_limit() {
        rig.append(8).append(8);
        rig.otherwise = batch -> {
            if (batch.ids().contains("3")) {
                throw batch.size() > 1
                        ? DeliveryException.badAmong("some row")
                        : DeliveryException.bad(batch.ids(), "the row");
            }
            return Receipt.acknowledged(batch);
        };
        rig.open();
        rig.untilDone(16);
        assertThat(rig.sink.dead).containsOnlyKeys("3");
        assertThat(rig.attempts.get(rig.attempts.size() - 1)).hasSize(8);
    }

    @Test
    void a_clock_that_jumps_forward_gives_up_nothing() {
        TickingClock wall = new TickingClock();
        rig.time = new PlausibleTime(wall, rig.clock);
        rig.maxLag = Duration.ofHours(1);
        rig.append(2);
        rig.otherwise = fails(DeliveryException.retry("down"));
        rig.open();
        rig.step();
        wall.tick(Duration.ofDays(30));
        rig.run(Duration.ofMinutes(30));
        assertThat(rig.counted).isEmpty();
        rig.otherwise = Receipt::acknowledged;
        rig.untilDone(2);
        assertThat(rig.counted).containsExactly("delivered 2");
    }
}
