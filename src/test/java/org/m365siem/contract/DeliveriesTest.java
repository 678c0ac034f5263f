package org.m365siem.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.m365siem.deliver.DeliveryException;
import org.m365siem.deliver.Receipt;
import org.m365siem.event.EventBatch;
import org.m365siem.simulator.receiver.ReceiverLog;

/** The contract must be able to fail, and must not fail a sink for what the spool does. */
class DeliveriesTest {
    private final ReceiverLog log = ReceiverLog.inMemory();
    private final List<EventBatch> batches = NumberedEvents.batches(3, 10, 10);

    @Test
    void a_sink_that_lies_is_found_out() {
        new Deliveries(Receipt::acknowledged).all(batches);
        assertThat(log.missing(NumberedEvents.ids(batches)).count()).isEqualTo(30);
        assertThatThrownBy(() -> SinkContract.assertConserved(log, "liar", batches, Set.of()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("missing at liar");
    }

    @Test
    void a_sink_that_forgets_one_event_is_found_out() {
        new Deliveries(batch -> {
                    log.received(batch.ids().subList(1, batch.size()));
                    return Receipt.acknowledged(batch);
                })
                .all(batches);
        assertThatThrownBy(() -> SinkContract.assertConserved(log, "forgetful", batches, Set.of()))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void halves_refusals_and_retries_end_with_everything_delivered() {
        Set<String> refused = new HashSet<>(batches.get(1).ids().subList(4, 5));
        List<Integer> tries = new ArrayList<>();
        Deliveries deliveries = new Deliveries(batch -> {
                    tries.add(batch.size());
                    if (tries.size() == 1) {
                        throw DeliveryException.retry("first");
                    }
                    if (batch.size() > 5) {
                        throw DeliveryException.tooLarge("more than 5");
                    }
                    if (batch.ids().stream().anyMatch(refused::contains)) {
                        throw DeliveryException.bad(refused, "no");
                    }
                    log.received(batch.ids());
                    return Receipt.acknowledged(batch);
                })
                .all(batches);
        assertThat(deliveries.dead()).isEqualTo(refused);
        SinkContract.assertConserved(log, "good", batches, deliveries.dead());
        assertThat(log.unique()).isEqualTo(29);
        assertThat(log.repeated()).isZero();
    }

    @Test
    void what_is_unconfirmed_on_a_broken_connection_is_sent_again() {
        List<EventBatch> sent = new ArrayList<>();
        new Deliveries(batch -> {
                    sent.add(batch);
                    if (sent.size() == 3) {
                        throw DeliveryException.connectionLost("broke", null);
                    }
                    if (sent.size() > 3) {
                        log.received(batch.ids());
                    }
                    return Receipt.written(batch, Duration.ofMillis(50), () -> true);
                })
                .all(batches);
        SinkContract.assertConserved(log, "syslog", batches, Set.of());
        assertThat(sent).hasSize(6);
    }
}
