package org.m365siem.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.m365siem.auth.EntraTokens;
import org.m365siem.camel.ScriptedServer.Answer;
import org.m365siem.deliver.DeliveryException;
import org.m365siem.deliver.Outcome;
import org.m365siem.event.EventBatch;

class SentinelSinkTest {
    private static final Answer TAKEN = Answer.of(204, "");

    private final AtomicInteger number = new AtomicInteger();
    private final ScriptedServer entra = new ScriptedServer(
            null,
            asked -> Answer.of(
                    200, "{\"expires_in\":3599,\"access_token\":\"token-" + number.incrementAndGet() + "\"}"));
    private final ScriptedServer azure = new ScriptedServer(null, asked -> TAKEN);
    private SinkFixture sink = sink(Map.of());

    private SinkFixture sink(Map<String, String> more) {
        EntraTokens tokens = new EntraTokens();
        tokens.setAuthorityUrl(entra.url());
        tokens.setTenantId("11111111-2222-3333-4444-555555555555");
        tokens.setClientId("66666666-7777-8888-9999-000000000000");
        tokens.setClientSecret("secret");
        Map<String, String> parameters =
                new HashMap<>(Map.of("endpoint", azure.url(), "dcrId", "dcr-1", "stream", "Custom-M365Audit_CL"));
        parameters.putAll(more);
        return new SinkFixture("sentinel-sink", parameters, Map.of("entra", tokens));
    }

    @AfterEach
    void stop() {
        sink.close();
        azure.close();
        entra.close();
    }

    @Test
    void a_batch_is_one_array_of_rows_compressed_once() throws IOException {
        EventBatch batch = SinkFixture.batch(3);
        assertThat(sink.deliver(batch).isFor(batch)).isTrue();
        assertThat(azure.asked()).hasSize(1);
        ScriptedServer.Asked asked = azure.asked().get(0);
        assertThat(asked.path()).isEqualTo("/dataCollectionRules/dcr-1/streams/Custom-M365Audit_CL");
        assertThat(asked.query()).isEqualTo("api-version=2023-01-01");
        assertThat(asked.headers().get("Authorization")).containsExactly("Bearer token-1");
        assertThat(asked.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(asked.header("Content-Type")).isEqualTo("application/json");
        assertThat(asked.header("x-ms-client-request-id")).hasSize(36);
        JsonNode rows = new ObjectMapper().readTree(asked.body());
        assertThat(rows).hasSize(3);
        JsonNode row = rows.get(1);
        assertThat(row.path("TimeGenerated").asText()).isEqualTo("2026-11-22T08:15:30.123Z");
        assertThat(row.path("RecordId").asText()).isEqualTo("id-1");
        assertThat(row.path("Source").asText()).isEqualTo("office365-audit");
        assertThat(row.path("Feed").asText()).isEqualTo("Audit.General");
        assertThat(row.path("RecordType").asText()).isEqualTo("SharePointFileOperation");
        assertThat(row.path("Operation").asText()).isEqualTo("FileDownloaded");
        assertThat(row.path("UserId").asText()).isEqualTo("adele@example.com");
        assertThat(row.path("Tenant").asText()).isEqualTo("tenant-1");
        assertThat(row.has("Truncated")).isFalse();
        assertThat(row.path("Raw").path("Größe").asInt()).isEqualTo(1);
        assertThat(entra.asked().get(0).body()).contains("monitor.azure.com");
    }

    @Test
    void the_cloud_decides_what_the_token_is_asked_for() {
        sink.close();
        sink = sink(Map.of("cloud", "gcc-high", "gzip", "off"));
        sink.deliver(SinkFixture.batch(1));
        assertThat(entra.asked().get(0).body()).contains("monitor.azure.us");
        assertThat(azure.asked().get(0).header("Content-Encoding")).isNull();
    }

    @Test
    void a_record_that_azure_would_cut_is_marked() throws IOException {
        EventBatch batch = EventBatch.of(
                "office365-audit",
                "tenant-1",
                List.of(SinkFixture.event("long", "{\"Data\":\"" + "x".repeat(70_000) + "\"}")));
        sink.deliver(batch);
        JsonNode row = new ObjectMapper().readTree(azure.asked().get(0).body()).get(0);
        assertThat(row.path("Truncated").asBoolean()).isTrue();
        assertThat(row.path("Raw").path("Data").asText()).hasSize(70_000);
    }

    @Test
    void an_empty_batch_needs_no_request_and_no_token() {
        EventBatch batch = SinkFixture.batch(0);
        assertThat(sink.deliver(batch).isFor(batch)).isTrue();
        assertThat(azure.asked()).isEmpty();
        assertThat(entra.asked()).isEmpty();
    }

    @Test
    void a_request_over_the_limit_is_not_sent() {
        assertThat(failure(SinkFixture.batch(5)
                                .format(event -> "x".repeat(300_000).getBytes()))
                        .outcome())
                .isInstanceOf(Outcome.TooLarge.class);
        assertThat(azure.asked()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "200,'',delivered",
        "202,'',delivered",
        "204,'',delivered",
        "200,{},retry",
        "200,<html/>,retry",
        "301,'',misconfigured",
        "400,<html/>,retry",
        "401,'',misconfigured",
        "403,'',misconfigured",
        "404,'',misconfigured",
        "408,'',retry",
        "413,'',too-large",
        "429,'',retry",
        "500,'',retry",
        "502,'',retry",
        "503,'',retry",
        "504,'',retry",
        "500,ReadyBody_ClientConnectionAbort,too-large",
        "400,ReadyBody_ClientConnectionAbort,too-large"
    })
    void each_status_has_its_outcome(int status, String body, String outcome) {
        azure.answer(asked -> Answer.of(status, body));
        EventBatch batch = SinkFixture.batch(2);
        if (outcome.equals("delivered")) {
            assertThat(sink.deliver(batch).isFor(batch)).isTrue();
        } else {
            assertThat(SplunkSinkTest.word(failure(batch).outcome())).isEqualTo(outcome);
        }
        assertThat(azure.asked()).hasSize(status == 401 ? 2 : 1);
    }

    @Test
    void rows_that_do_not_fit_are_found_by_halving() {
        azure.answer(asked -> Answer.of(400, "{\"error\":{\"code\":\"InvalidPayload\",\"message\":\"secret words\"}}"));
        assertThat(failure(SinkFixture.batch(2)).outcome()).isInstanceOf(Outcome.TooLarge.class);
        DeliveryException one = failure(SinkFixture.batch(1));
        assertThat(one.outcome()).isEqualTo(new Outcome.Bad(List.of("id-0")));
        assertThat(one).hasMessageContaining("InvalidPayload");
    }

    @ParameterizedTest
    @CsvSource({"InvalidStream", "InvalidDcrImmutableId", "InvalidApiVersion"})
    void a_wrong_rule_is_no_events_fault(String code) {
        azure.answer(asked -> Answer.of(400, "{\"error\":{\"code\":\"" + code + "\"}}"));
        assertThat(SplunkSinkTest.word(failure(SinkFixture.batch(1)).outcome())).isEqualTo("misconfigured");
    }

    @Test
    void retry_after_is_handed_on() {
        azure.answer(asked -> Answer.of(429, "").with("Retry-After", "42"));
        assertThat(failure(SinkFixture.batch(1)).outcome()).isEqualTo(new Outcome.Retry(Duration.ofSeconds(42), false));
    }

    @Test
    void a_revoked_token_is_replaced_once_within_the_request() {
        azure.answer(asked -> "Bearer token-1".equals(asked.header("Authorization")) ? Answer.of(401, "") : TAKEN);
        EventBatch batch = SinkFixture.batch(1);
        assertThat(sink.deliver(batch).isFor(batch)).isTrue();
        assertThat(azure.asked()).hasSize(2);
        assertThat(azure.asked().get(1).body()).isEqualTo(azure.asked().get(0).body());
        assertThat(entra.asked()).hasSize(2);
    }

    @Test
    void a_token_that_nobody_gives_is_the_sinks_outcome() {
        entra.answer(asked -> Answer.of(
                401,
                "{\"error\":\"invalid_client\",\"error_codes\":[7000222],\"error_description\":\"AADSTS7000222\"}"));
        DeliveryException refused = failure(SinkFixture.batch(1));
        assertThat(SplunkSinkTest.word(refused.outcome())).isEqualTo("misconfigured");
        assertThat(refused).hasMessageContaining("AADSTS7000222").hasMessageContaining("expired");
        sink.close();
        sink = sink(Map.of());
        entra.answer(asked -> Answer.of(429, "").with("Retry-After", "77"));
        assertThat(failure(SinkFixture.batch(1)).outcome()).isEqualTo(new Outcome.Retry(Duration.ofSeconds(77), false));
        assertThat(azure.asked()).isEmpty();
    }

    private DeliveryException failure(EventBatch batch) {
        return catchThrowableOfType(DeliveryException.class, () -> sink.deliver(batch));
    }
}
