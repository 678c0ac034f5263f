package org.m365siem.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.m365siem.auth.TestCertificates;
import org.m365siem.auth.Trust;
import org.m365siem.camel.ScriptedServer.Answer;
import org.m365siem.deliver.DeliveryException;
import org.m365siem.deliver.Outcome;
import org.m365siem.event.EventBatch;

class SplunkSinkTest {
    private static final String TOKEN = "00000000-aaaa-bbbb-cccc-000000000000";
    private static final Answer SUCCESS = Answer.of(200, "{\"text\":\"Success\",\"code\":0}");

    @TempDir
    Path folder;

    private final ScriptedServer splunk = new ScriptedServer(null, asked -> SUCCESS);
    private SinkFixture sink;

    private SinkFixture sink(String... more) {
        Map<String, String> parameters = new HashMap<>(Map.of("url", splunk.url(), "token", TOKEN));
        for (int i = 0; i < more.length; i += 2) {
            parameters.put(more[i], more[i + 1]);
        }
        sink = new SinkFixture("splunk-hec-batch-sink", parameters, Map.of());
        return sink;
    }

    @AfterEach
    void stop() {
        if (sink != null) {
            sink.close();
        }
        splunk.close();
    }

    @Test
    void a_batch_is_one_request_of_envelopes_compressed_once() throws IOException {
        EventBatch batch = SinkFixture.batch(3);
        assertThat(sink("index", "m365").deliver(batch).isFor(batch)).isTrue();

        assertThat(splunk.asked()).hasSize(1);
        ScriptedServer.Asked asked = splunk.asked().get(0);
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(asked.path()).isEqualTo("/services/collector/event");
        assertThat(asked.headers().get("Authorization")).containsExactly("Splunk " + TOKEN);
        assertThat(asked.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(asked.header("Content-Type")).isEqualTo("application/json");
        assertThat(asked.header("X-Splunk-Request-Channel")).hasSize(36);
        List<JsonNode> envelopes = envelopes(asked.body());
        assertThat(envelopes).hasSize(3);
        assertThat(asked.body()).contains("\"event\":" + new String(batch.payload(1), "UTF-8") + ",");
        assertThat(asked.body()).startsWith("{\"time\":1795335330.123,");
        JsonNode one = envelopes.get(1);
        assertThat(one.path("host").asText()).isEqualTo("tenant-1");
        assertThat(one.path("source").asText()).isEqualTo("o365");
        assertThat(one.path("sourcetype").asText()).isEqualTo("o365:management:activity");
        assertThat(one.path("index").asText()).isEqualTo("m365");
        assertThat(one.path("fields").path("id").asText()).isEqualTo("id-1");
    }

    @Test
    void what_is_no_json_object_travels_as_a_string() throws IOException {
        EventBatch batch = SinkFixture.batch(2).format(event -> "{broken \u0001 \"".getBytes());
        sink().deliver(batch);
        assertThat(envelopes(splunk.asked().get(0).body()).get(0).path("event").asText())
                .isEqualTo("{broken \u0001 \"");
    }

    @Test
    void an_empty_batch_needs_no_request() {
        EventBatch batch = SinkFixture.batch(0);
        assertThat(sink().deliver(batch).isFor(batch)).isTrue();
        assertThat(splunk.asked()).isEmpty();
    }

    @Test
    void a_request_over_the_limit_is_not_sent() {
        EventBatch batch = SinkFixture.batch(5).format(event -> new byte[300_000]);
        assertThat(failure(batch).outcome()).isInstanceOf(Outcome.TooLarge.class);
        assertThat(splunk.asked()).isEmpty();
    }

    /** Splunk's whole table, each code with its status. */
    @ParameterizedTest
    @CsvSource({
        "0,200,delivered", "1,403,misconfigured", "2,401,misconfigured", "3,401,misconfigured", "4,403,misconfigured",
        "5,400,retry", "6,400,too-large", "7,400,misconfigured", "8,500,retry", "9,503,retry",
        "10,400,misconfigured", "11,400,misconfigured", "12,400,too-large", "13,400,too-large", "14,400,misconfigured",
        "15,400,too-large", "16,400,misconfigured", "17,200,retry", "18,503,retry", "19,503,retry",
        "20,503,retry", "21,400,misconfigured", "22,400,misconfigured", "23,503,retry", "24,200,delivered",
        "25,200,delivered", "26,429,retry", "27,429,retry"
    })
    void each_code_has_its_outcome(int code, int status, String outcome) {
        splunk.answer(asked -> Answer.of(status, "{\"text\":\"…\",\"code\":" + code + "}"));
        EventBatch batch = SinkFixture.batch(2);
        sink();
        if (outcome.equals("delivered")) {
            assertThat(sink.deliver(batch).isFor(batch)).isTrue();
        } else {
            DeliveryException failed = catchThrowableOfType(DeliveryException.class, () -> sink.deliver(batch));
            assertThat(word(failed.outcome())).isEqualTo(outcome);
            assertThat(failed.getMessage()).contains("code " + code).doesNotContain(TOKEN);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200,'',retry",
        "200,<html>sign in</html>,retry",
        "200,{},retry",
        "204,'',retry",
        "302,moved,misconfigured",
        "400,bad,retry",
        "401,'',misconfigured",
        "403,no,misconfigured",
        "404,no,misconfigured",
        "405,no,misconfigured",
        "408,'',retry",
        "413,too big,too-large",
        "429,'',retry",
        "500,'',retry",
        "502,<html/>,retry",
        "504,'',retry"
    })
    void an_answer_that_is_not_splunks_goes_by_its_status(int status, String body, String outcome) {
        splunk.answer(asked -> Answer.of(status, body));
        assertThat(word(failure(SinkFixture.batch(2)).outcome())).isEqualTo(outcome);
        assertThat(splunk.asked()).as("nothing is tried again below the spool").hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"6", "12", "13", "15"})
    void what_stands_before_a_refused_event_is_delivered(int code) {
        splunk.answer(asked -> Answer.of(400, "{\"text\":\"…\",\"code\":" + code + ",\"invalid-event-number\":2}"));
        DeliveryException failed = failure(SinkFixture.batch(5));
        assertThat(failed.outcome()).isEqualTo(new Outcome.Bad(List.of("id-2")));
        assertThat(failed.delivered()).containsExactly("id-0", "id-1");
    }

    @Test
    void a_single_refused_event_is_bad_whatever_number_splunk_says() {
        splunk.answer(asked -> Answer.of(400, "{\"code\":6,\"invalid-event-number\":7}"));
        assertThat(failure(SinkFixture.batch(1)).outcome()).isEqualTo(new Outcome.Bad(List.of("id-0")));
    }

    @Test
    void retry_after_is_handed_on_as_seconds_and_as_a_date() {
        splunk.answer(asked -> Answer.of(503, "{\"code\":9}").with("retry-after", "17"));
        assertThat(failure(SinkFixture.batch(1)).outcome()).isEqualTo(new Outcome.Retry(Duration.ofSeconds(17), false));
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(90));
        splunk.answer(asked -> Answer.of(429, "").with("Retry-After", date));
        DeliveryException failed =
                catchThrowableOfType(DeliveryException.class, () -> sink.deliver(SinkFixture.batch(1)));
        assertThat(((Outcome.Retry) failed.outcome()).after())
                .isBetween(Duration.ofSeconds(60), Duration.ofSeconds(91));
    }

    @Test
    void no_answer_is_retry() {
        splunk.answer(asked -> null);
        assertThat(word(failure(SinkFixture.batch(1)).outcome())).isEqualTo("retry");
        splunk.close();
        DeliveryException failed =
                catchThrowableOfType(DeliveryException.class, () -> sink.deliver(SinkFixture.batch(1)));
        assertThat(word(failed.outcome())).isEqualTo("retry");
        assertThat(failed).hasMessageContaining("cannot be reached").hasMessageContaining("localhost");
    }

    @Test
    void with_acknowledgement_the_receipt_comes_when_the_events_are_indexed() {
        splunk.answer(asked -> asked.path().endsWith("/ack")
                ? Answer.of(200, "{\"acks\":{\"7\":" + (splunk.asked().size() > 2) + "}}")
                : Answer.of(200, "{\"text\":\"Success\",\"code\":0,\"ackId\":7}"));
        EventBatch batch = SinkFixture.batch(1);
        assertThat(sink("ack", "on").deliver(batch).isFor(batch)).isTrue();
        assertThat(splunk.asked()).hasSize(3);
        ScriptedServer.Asked question = splunk.asked().get(2);
        assertThat(question.path()).isEqualTo("/services/collector/ack");
        assertThat(question.query())
                .isEqualTo("channel=" + splunk.asked().get(0).header("X-Splunk-Request-Channel"));
        assertThat(question.header("Authorization")).isEqualTo("Splunk " + TOKEN);
        assertThat(question.body()).isEqualTo("{\"acks\":[7]}");
    }

    @Test
    void a_token_without_acknowledgement_is_misconfigured() {
        sink("ack", "on");
        DeliveryException failed =
                catchThrowableOfType(DeliveryException.class, () -> sink.deliver(SinkFixture.batch(1)));
        assertThat(word(failed.outcome())).isEqualTo("misconfigured");
    }

    @Test
    void tls_trusts_the_sinks_own_authority_and_nobody_else() {
        TestCertificates authority = new TestCertificates();
        Path ca = TestCertificates.write(folder, "ca.pem", authority.authorityPem());
        Path other = TestCertificates.write(folder, "other.pem", new TestCertificates().authorityPem());
        try (ScriptedServer secure = secure(authority, "localhost")) {
            EventBatch batch = SinkFixture.batch(1);
            sink("url", secure.url(), "caFile", ca.toString());
            assertThat(sink.deliver(batch).isFor(batch)).isTrue();
            sink.close();
            sink("url", secure.url(), "extraCaFile", ca.toString());
            assertThat(sink.deliver(batch).isFor(batch)).isTrue();
            sink.close();
            sink("url", secure.url(), "caFile", other.toString(), "extraCaFile", ca.toString());
            assertThat(word(failureOf(batch).outcome())).isEqualTo("misconfigured");
        }
        try (ScriptedServer wrongName = secure(authority, "splunk.example.com")) {
            sink.close();
            sink("url", wrongName.url(), "caFile", ca.toString());
            assertThat(word(failureOf(SinkFixture.batch(1)).outcome())).isEqualTo("misconfigured");
        }
    }

    /** A route hands on every setting, also those that nobody has set. */
    @Test
    void an_empty_parameter_is_the_same_as_none() {
        sink("gzip", "", "ack", "", "timeout", "", "index", "", "tokenFile", "", "caFile", "", "proxyUrl", "");
        EventBatch batch = SinkFixture.batch(1);
        assertThat(sink.deliver(batch).isFor(batch)).isTrue();
        assertThat(splunk.asked().get(0).header("Content-Encoding")).isEqualTo("gzip");
        assertThat(splunk.asked().get(0).body()).doesNotContain("\"index\"");
    }

    @ParameterizedTest
    @CsvSource({"/services/collector", "/services/collector/event", "/", "/proxy/services/collector/event"})
    void the_path_of_the_collector_is_completed(String path) {
        sink("url", splunk.url() + path);
        sink.deliver(SinkFixture.batch(1));
        assertThat(splunk.asked().get(0).path())
                .isEqualTo((path.startsWith("/proxy") ? "/proxy" : "") + "/services/collector/event");
    }

    private ScriptedServer secure(TestCertificates authority, String host) {
        TestCertificates.Issued issued = authority.server(host);
        Path pem = TestCertificates.write(folder, host + ".pem", issued.keyPem(), issued.certificatePem());
        return new ScriptedServer(Trust.context(null, null, pem.toString(), null), asked -> SUCCESS);
    }

    private DeliveryException failure(EventBatch batch) {
        sink();
        return failureOf(batch);
    }

    private DeliveryException failureOf(EventBatch batch) {
        return catchThrowableOfType(DeliveryException.class, () -> sink.deliver(batch));
    }

    static String word(Outcome outcome) {
        if (outcome instanceof Outcome.Retry) {
            return "retry";
        }
        return outcome instanceof Outcome.TooLarge
                ? "too-large"
                : outcome instanceof Outcome.Bad ? "bad" : "misconfigured";
    }

    private static List<JsonNode> envelopes(String body) throws IOException {
        try (MappingIterator<JsonNode> all =
                new ObjectMapper().readerFor(JsonNode.class).readValues(body)) {
            return all.readAll();
        }
    }
}
