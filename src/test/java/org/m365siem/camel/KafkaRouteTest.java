package org.m365siem.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.deliver.Batches;
import org.m365siem.deliver.DeliveryException;
import org.m365siem.deliver.Outcome;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;
import org.m365siem.simulator.CertificateAuthority;

/** The shipped Kafka route against a real broker. */
class KafkaRouteTest {
    @TempDir
    static Path directory;

    private static TestBroker broker;
    private static Path caFile;

    @BeforeAll
    static void start() throws Exception {
        CertificateAuthority authority = CertificateAuthority.create(Clock.systemUTC());
        CertificateAuthority.Issued server = authority.issue("localhost", "localhost");
        caFile = authority.writeTo(directory.resolve("ca.pem"));
        Path keys = Files.writeString(directory.resolve("server.pem"), server.keyPem() + server.certificatePem());
        broker = new TestBroker(directory.resolve("log"), keys);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void a_batch_arrives_as_cloud_events_with_its_users_in_order() throws Exception {
        broker.topic("events", Map.of());
        EventBatch batch = Batches.numbered("k", 500);
        try (ShippedRoute route = route("events", Map.of())) {
            assertThat(route.deliver(batch).isFor(batch)).isTrue();
            assertThat(route.deliver(batch.select(event -> false)).isFor(batch)).isTrue();
        }
        List<ConsumerRecord<byte[], byte[]>> records = broker.read("events");
        assertThat(records.stream().map(record -> header(record, "ce_id"))).containsExactlyElementsOf(batch.ids());
        ConsumerRecord<byte[], byte[]> first = records.get(0);
        assertThat(first.value()).isEqualTo(batch.payload(0));
        assertThat(new String(first.key(), StandardCharsets.UTF_8)).isEqualTo(Batches.TENANT + ":admin@example.com");
        Map<String, String> headers = new HashMap<>();
        first.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        assertThat(headers)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", "k0",
                        "ce_source", "/tenants/" + Batches.TENANT + "/o365/Audit.Exchange",
                        "record-id", "k0",
                        "collector", "m365-siem",
                        "schema", "microsoft/json",
                        "ce_type", "com.microsoft.office365.audit.ExchangeAdmin",
                        "ce_time", "2026-11-22T08:15:30.123Z",
                        "content-type", "application/json"));
    }

    @Test
    void events_that_are_too_large_are_named_and_all_others_are_delivered() throws Exception {
        broker.topic("small", Map.of("max.message.bytes", "20000"));
        List<SecurityEvent> events = new ArrayList<>(Batches.numbered("s", 20).events());
        // the client refuses the first of these, the broker the second
        events.add(3, Batches.event("huge", "{\"a\":\"" + "x".repeat(1_000_000) + "\"}"));
        events.add(7, Batches.event("big", "{\"a\":\"" + "x".repeat(50_000) + "\"}"));
        EventBatch batch = Batches.of(events.toArray(SecurityEvent[]::new));
        try (ShippedRoute route = route("small", Map.of())) {
            DeliveryException failure = failure(route, batch);
            assertThat(failure.outcome()).isEqualTo(new Outcome.Bad(List.of("huge", "big")));
            assertThat(failure.delivered())
                    .containsExactlyElementsOf(Batches.numbered("s", 20).ids());
            assertThat(failure).hasMessageContaining("RecordTooLarge");
        }
        assertThat(broker.read("small")).hasSize(20);
    }

    @Test
    void a_missing_topic_is_a_misconfiguration_until_it_is_created() throws Exception {
        try (ShippedRoute route = route("later", Map.of("kafka.timeout", "2s"))) {
            EventBatch batch = Batches.numbered("l", 3);
            DeliveryException failure = failure(route, batch);
            assertThat(failure.outcome()).isInstanceOf(Outcome.Misconfigured.class);
            assertThat(failure).hasMessageContaining("there is no such topic: create it, or correct kafka.topic");
            broker.topic("later", Map.of());
            assertThat(route.deliver(batch).isFor(batch)).isTrue();
        }
    }

    @Test
    void sasl_over_tls_takes_an_event_hubs_connection_string_as_it_is() throws Exception {
        broker.topic("hub", Map.of());
        EventBatch batch = Batches.numbered("h", 3);
        try (ShippedRoute route = secured("hub", Map.of("kafka.sasl-password", TestBroker.PASSWORD))) {
            assertThat(route.deliver(batch).isFor(batch)).isTrue();
        }
        Path file = Files.writeString(directory.resolve("password"), TestBroker.PASSWORD + "\n");
        try (ShippedRoute route = secured("hub", Map.of("kafka.sasl-password-file", file.toString()))) {
            assertThat(route.deliver(batch).isFor(batch)).isTrue();
        }
        assertThat(broker.read("hub")).hasSize(6);
    }

    @Test
    void a_refused_password_certificate_or_right_is_a_misconfiguration_and_no_secret_is_told() throws Exception {
        broker.topic("guarded", Map.of());
        broker.forbidWrites("guarded");
        EventBatch batch = Batches.numbered("g", 3);
        try (ShippedRoute route = secured("guarded", Map.of("kafka.sasl-password", "wrong-secret"))) {
            DeliveryException failure = failure(route, batch);
            assertThat(failure.outcome()).isInstanceOf(Outcome.Misconfigured.class);
            assertThat(failure).hasMessageContaining("check kafka.security-protocol, kafka.sasl-*");
            assertThat(failure.getMessage()).doesNotContain("wrong-secret");
        }
        try (ShippedRoute route = secured("guarded", Map.of("kafka.sasl-password", TestBroker.PASSWORD))) {
            DeliveryException failure = failure(route, batch);
            assertThat(failure.outcome()).isInstanceOf(Outcome.Misconfigured.class);
            assertThat(failure).hasMessageContaining("grant Write");
        }
        Path other = CertificateAuthority.create(Clock.systemUTC()).writeTo(directory.resolve("other.pem"));
        Map<String, String> wrongAuthority =
                Map.of("kafka.sasl-password", TestBroker.PASSWORD, "kafka.tls.ca-file", other.toString());
        try (ShippedRoute route = secured("guarded", wrongAuthority)) {
            DeliveryException failure = failure(route, batch);
            assertThat(failure.outcome()).isInstanceOf(Outcome.Misconfigured.class);
            assertThat(failure).hasMessageContaining("unable to find valid certification path");
        }
    }

    @Test
    void brokers_that_are_down_or_unknown_do_not_stop_the_start_and_are_tried_again() throws Exception {
        EventBatch batch = Batches.numbered("d", 50);
        for (String brokers : List.of("localhost:1", "no-such-host.invalid:9092")) {
            try (ShippedRoute route = route("events", Map.of("kafka.brokers", brokers, "kafka.timeout", "1s"))) {
                long start = System.nanoTime();
                assertThat(failure(route, batch).outcome()).isEqualTo(new Outcome.Retry(null, false));
                assertThat(System.nanoTime() - start)
                        .as("one wait, not one for each event")
                        .isLessThan(40_000_000_000L);
            }
        }
    }

    @Test
    void settings_that_do_not_fit_stop_the_start() {
        refused(Map.of("kafka.brokers", ""), "kafka.brokers is not set");
        refused(Map.of("kafka.topic", ""), "kafka.topic is not set");
        refused(Map.of("kafka.security-protocol", "tls"), "expected one of plaintext, ssl, sasl_plaintext, sasl_ssl");
        refused(Map.of("kafka.sasl-username", "u"), "kafka.sasl-password is not set");
        refused(
                Map.of("kafka.sasl-username", "u", "kafka.sasl-password", "p", "kafka.sasl-mechanism", "GSSAPI"),
                "another one needs kafka.sasl-jaas-config");
        refused(Map.of("kafka.timeout", "PT60S"), "a duration like 500ms");
    }

    private static void refused(Map<String, String> changes, String words) {
        assertThatThrownBy(() -> route("events", changes).close()).hasStackTraceContaining(words);
    }

    private static DeliveryException failure(ShippedRoute route, EventBatch batch) {
        return catchThrowableOfType(DeliveryException.class, () -> route.deliver(batch));
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static ShippedRoute secured(String topic, Map<String, String> changes) throws Exception {
        Map<String, String> all = new HashMap<>(Map.of(
                "kafka.brokers",
                broker.secured(),
                "kafka.sasl-username",
                TestBroker.USER,
                "kafka.tls.ca-file",
                caFile.toString(),
                "kafka.timeout",
                "5s"));
        all.putAll(changes);
        return route(topic, all);
    }

    private static ShippedRoute route(String topic, Map<String, String> changes) throws Exception {
        Map<String, String> all =
                new HashMap<>(Map.of("m365.sinks", "kafka", "kafka.brokers", broker.plain(), "kafka.topic", topic));
        all.putAll(changes);
        return new ShippedRoute("kafka", all);
    }
}
