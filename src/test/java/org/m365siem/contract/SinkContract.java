package org.m365siem.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.deliver.DeliveryException;
import org.m365siem.deliver.Outcome;
import org.m365siem.deliver.Receipt;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;
import org.m365siem.simulator.CertificateAuthority;
import org.m365siem.simulator.receiver.Receiver;
import org.m365siem.simulator.receiver.ReceiverLog;

/**
 * What every sink must do. A subclass names the sink and starts its receiver; the route and the kamelets are the ones of the
 * repository. Every test ends with the same proof: each event arrived, or is a dead letter that the receiver refused.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SinkContract {
    /** What a sink or its SIEM can do beyond what all can. */
    enum Ability {
        /** The SIEM acknowledges, so that nothing is sent twice without need. */
        ACKNOWLEDGES,
        /** The SIEM answers with a status: busy, a wrong token, a web page. */
        STATUS,
        /** The SIEM can refuse a single event for good. */
        REFUSES_EVENTS,
        /** The connection is TLS. */
        TLS
    }

    @TempDir
    static Path directory;

    protected final CertificateAuthority authority = CertificateAuthority.create(Clock.systemUTC());
    private Receiver receiver;
    private RunningSink running;

    /** Starts the receiver, once for all tests. */
    abstract Receiver startReceiver(Path caFile);

    abstract Set<Ability> abilities();

    /** What the platform's file would declare. */
    Map<String, Object> beans() {
        return Map.of();
    }

    /** Settings beyond the receiver's own. */
    Map<String, String> settings() {
        return Map.of();
    }

    @BeforeAll
    void startReceiver() {
        receiver = startReceiver(
                authority.writeTo(directory.resolve("ca-" + getClass().getSimpleName() + ".pem")));
    }

    @AfterAll
    void stopReceiver() {
        receiver.close();
    }

    @AfterEach
    void stopSink() {
        receiver.fault("none");
        if (running != null) {
            running.close();
            running = null;
        }
    }

    private RunningSink sink(Map<String, String> more) {
        if (running == null) {
            Map<String, String> all = new HashMap<>();
            all.put("m365.tenant-id", "11111111-2222-3333-4444-555555555555");
            all.put(receiver.name() + ".timeout", "3s");
            all.put(receiver.name() + ".confirm-after", "500ms");
            all.putAll(receiver.settings());
            all.putAll(settings());
            all.putAll(more);
            running = new RunningSink(receiver.name(), all, beans());
        }
        return running;
    }

    private Deliveries deliver(List<EventBatch> batches) {
        return new Deliveries(sink(Map.of())::deliver).all(batches);
    }

    private Outcome refusal(EventBatch batch) {
        DeliveryException thrown = catchThrowableOfType(
                DeliveryException.class, () -> sink(Map.of()).deliver(batch));
        assertThat(thrown).as("the sink threw a DeliveryException").isNotNull();
        assertThat(thrown.getMessage()).isNotBlank();
        return thrown.outcome();
    }

    private void assertConserved(List<EventBatch> batches, Deliveries deliveries) {
        receiver.settle();
        if (!abilities().contains(Ability.ACKNOWLEDGES)) {
            // what was written may still be on its way
            await().until(() -> {
                List<String> alive = new ArrayList<>(NumberedEvents.ids(batches));
                alive.removeAll(deliveries.dead());
                return receiver.log().missing(alive).count() == 0;
            });
        }
        assertConserved(receiver.log(), receiver.name(), batches, deliveries.dead());
    }

    /** Every event arrived or is a dead letter, and no record was mangled on the way. */
    static void assertConserved(ReceiverLog log, String name, List<EventBatch> batches, Set<String> dead) {
        List<String> alive = NumberedEvents.ids(batches).stream()
                .filter(id -> !dead.contains(id))
                .toList();
        assertThat(log.missing(alive).examples()).as("missing at %s", name).isEmpty();
        assertThat(log.malformedExamples())
                .as("malformed at %s", name)
                .noneMatch(example -> example.contains("Set-Mailbox") || example.startsWith("no "));
    }

    private void assertOnce(List<EventBatch> batches) {
        assertThat(NumberedEvents.ids(batches))
                .allSatisfy(id -> assertThat(receiver.log().count(id)).isEqualTo(1));
    }

    @Test
    void delivers_every_event_once() {
        List<EventBatch> batches = NumberedEvents.batches(10, 100, 500);
        Deliveries deliveries = deliver(batches);
        assertConserved(batches, deliveries);
        assertOnce(batches);
        assertThat(deliveries.outcomes()).isEmpty();
    }

    @Test
    void takes_the_largest_batch_of_a_source() {
        List<EventBatch> batches = NumberedEvents.batches(2, EventBatch.MAX_EVENTS, 1800);
        Deliveries deliveries = deliver(batches);
        assertThat(deliveries.dead()).isEmpty();
        assertConserved(batches, deliveries);
    }

    @Test
    void takes_a_batch_that_is_over_the_limit_of_a_request() {
        List<EventBatch> batches = NumberedEvents.batches(1, 400, 8000);
        Deliveries deliveries = deliver(batches);
        assertThat(deliveries.dead()).isEmpty();
        assertConserved(batches, deliveries);
    }

    @Test
    void an_empty_batch_gets_its_receipt_without_io() {
        receiver.fault("down=1h");
        EventBatch empty = NumberedEvents.batch(List.of());
        Receipt receipt = sink(Map.of()).deliver(empty);
        assertThat(receipt.isFor(empty)).isTrue();
    }

    @Test
    void a_receiver_that_is_down_is_tried_again_until_it_is_up() {
        receiver.fault("down=1h");
        List<EventBatch> batches = NumberedEvents.batches(5, 50, 500);
        assertThat(refusal(batches.get(0))).isInstanceOf(Outcome.Retry.class);
        receiver.fault("none");
        Deliveries deliveries = deliver(batches);
        assertThat(deliveries.dead()).isEmpty();
        assertConserved(batches, deliveries);
    }

    @Test
    void a_receiver_that_goes_down_in_the_middle_misses_nothing() {
        List<EventBatch> batches = NumberedEvents.batches(10, 50, 500);
        Deliveries first = deliver(batches.subList(0, 5));
        receiver.fault("down=1s");
        Deliveries second = deliver(batches.subList(5, 10));
        assertThat(first.dead()).isEmpty();
        assertThat(second.dead()).isEmpty();
        assertConserved(batches, second);
    }

    @Test
    void a_slow_receiver_gets_everything() {
        receiver.fault("slow=1h");
        List<EventBatch> batches = NumberedEvents.batches(3, 50, 500);
        assertConserved(batches, deliver(batches));
    }

    @Test
    void connections_that_break_in_the_middle_cost_nothing() {
        receiver.fault("resets=4s");
        List<EventBatch> batches = NumberedEvents.batches(20, 100, 1000);
        Deliveries deliveries = deliver(batches);
        assertThat(deliveries.dead()).isEmpty();
        assertConserved(batches, deliveries);
    }

    @Test
    void a_receiver_that_never_answers_is_given_up_and_tried_again() {
        receiver.fault("silent=5s");
        List<EventBatch> batches = NumberedEvents.batches(3, 50, 500);
        Deliveries deliveries = deliver(batches);
        assertThat(deliveries.dead()).isEmpty();
        assertConserved(batches, deliveries);
    }

    @Test
    void a_sink_that_is_stopped_and_started_goes_on() {
        List<EventBatch> batches = NumberedEvents.batches(6, 50, 500);
        Deliveries before = deliver(batches.subList(0, 3));
        stopSink();
        Deliveries after = deliver(batches.subList(3, 6));
        assertThat(before.outcomes()).isEmpty();
        assertThat(after.outcomes()).isEmpty();
        assertConserved(batches, after);
        assertOnce(batches);
    }

    @Test
    void a_busy_receiver_is_tried_again() {
        assumeTrue(abilities().contains(Ability.STATUS));
        receiver.fault("busy=2s");
        List<EventBatch> batches = NumberedEvents.batches(10, 50, 500);
        Deliveries deliveries = deliver(batches);
        assertThat(deliveries.outcomes()).isNotEmpty().allMatch(Outcome.Retry.class::isInstance);
        assertConserved(batches, deliveries);
        assertOnce(batches);
    }

    @Test
    void a_web_page_is_no_success() {
        assumeTrue(abilities().contains(Ability.STATUS));
        receiver.fault("html=1h");
        List<EventBatch> batches = NumberedEvents.batches(1, 10, 100);
        assertThat(refusal(batches.get(0))).isInstanceOf(Outcome.Retry.class);
        receiver.fault("none");
        assertConserved(batches, deliver(batches));
    }

    @Test
    void a_wrong_token_is_nobodys_fault_but_the_settings() {
        assumeTrue(abilities().contains(Ability.STATUS));
        receiver.fault("wrong-token=1h");
        List<EventBatch> batches = NumberedEvents.batches(1, 10, 100);
        assertThat(refusal(batches.get(0))).isInstanceOf(Outcome.Misconfigured.class);
        receiver.fault("none");
        assertConserved(batches, deliver(batches));
    }

    @Test
    void refused_events_become_dead_letters_and_nothing_else_does() {
        assumeTrue(abilities().contains(Ability.REFUSES_EVENTS));
        receiver.fault("bad-event");
        List<EventBatch> batches = NumberedEvents.batches(5, 100, 200);
        Deliveries deliveries = deliver(batches);
        assertThat(deliveries.dead())
                .isNotEmpty()
                .allMatch(id -> receiver.refused().count(id) > 0);
        assertConserved(batches, deliveries);
        List<String> taken = new ArrayList<>(NumberedEvents.ids(batches));
        taken.removeAll(deliveries.dead());
        assertThat(taken).allMatch(id -> receiver.log().count(id) == 1);
    }

    @Test
    void a_certificate_of_another_authority_is_refused() {
        assumeTrue(abilities().contains(Ability.TLS));
        Path other = CertificateAuthority.create(Clock.systemUTC()).writeTo(directory.resolve("other.pem"));
        List<EventBatch> batches = NumberedEvents.batches(1, 10, 100);
        sink(Map.of(receiver.name() + ".tls.ca-file", other.toString()));
        assertThat(refusal(batches.get(0))).isInstanceOf(Outcome.Misconfigured.class);
        assertThat(receiver.log().missing(batches.get(0).ids()).count()).isEqualTo(10);
    }

    @Test
    void odd_records_arrive_or_are_dead_letters() {
        List<SecurityEvent> odd = List.of(
                NumberedEvents.event("before"),
                NumberedEvents.event("NUL \\u0000 and \\ud800 alone, \\ud83d\\ude00 in a pair, \u00fc, \ud83d\ude00"),
                NumberedEvents.event("quotes \\\" ] [ = | \\\\ ${body} {{x}} %0A \\n \\r \\t end"),
                NumberedEvents.raw("{}".getBytes(UTF_8)),
                NumberedEvents.raw("{\n  \"Text\" : \"over\",\r\n  \"lines\" : [1, 2]\n}".getBytes(UTF_8)),
                NumberedEvents.event("x".repeat(1_048_576)),
                NumberedEvents.event("after"));
        List<EventBatch> batches = List.of(NumberedEvents.batch(odd));
        Deliveries deliveries = deliver(batches);
        assertConserved(batches, deliveries);
        assertThat(deliveries.dead()).isSubsetOf(odd.get(5).id());
    }
}
