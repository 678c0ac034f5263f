package org.m365siem.simulator.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogsIngestionReceiverTest {
    private final LogsIngestionReceiver receiver = new LogsIngestionReceiver(
            0,
            HttpTesting.SERVER,
            null,
            new LogsIngestionReceiver.Options("dcr-1", "Custom-M365Audit_CL", "good"::equals),
            ReceiverLog.inMemory(),
            ReceiverLog.inMemory());

    @AfterEach
    void close() {
        receiver.close();
    }

    private HttpResponse<String> send(byte[] body, String... more) throws Exception {
        return HttpTesting.post(url("dcr-1", "Custom-M365Audit_CL", "2023-01-01"), body, headers("good", more));
    }

    private String url(String dcr, String stream, String version) {
        return receiver.url() + "/dataCollectionRules/" + dcr + "/streams/" + stream + "?api-version=" + version;
    }

    private static String[] headers(String token, String... more) {
        return IntStream.range(0, 4 + more.length)
                .mapToObj(i -> i < 4
                        ? new String[] {"Authorization", "Bearer " + token, "Content-Type", "application/json"}[i]
                        : more[i - 4])
                .toArray(String[]::new);
    }

    private static String record(String id) {
        return "{\"TimeGenerated\":\"2026-11-22T08:15:30Z\",\"RecordId\":\"" + id + "\"}";
    }

    private static String records(int count) {
        return IntStream.range(0, count).mapToObj(i -> record("r" + i)).collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void takes_an_array_plain_or_gzip() throws Exception {
        HttpResponse<String> answer = send(records(3).getBytes());
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(send(HttpTesting.gzip(records(5)), "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(204);
        assertThat(receiver.log().unique()).isEqualTo(5);
        assertThat(receiver.log().repeated()).isEqualTo(3);
    }

    @Test
    void refuses_what_is_not_an_array_of_objects() throws Exception {
        for (String bad : new String[] {"{}", "[1]", "[{}", "", "[{}][{}]", record("a") + record("b")}) {
            assertThat(send(bad.getBytes()).statusCode()).as(bad).isEqualTo(400);
        }
        assertThat(send("x".getBytes(), "Content-Encoding", "gzip").statusCode())
                .isEqualTo(400);
        assertThat(receiver.log().unique()).isZero();
    }

    @Test
    void names_the_wrong_address_token_and_version() throws Exception {
        byte[] body = records(1).getBytes();
        String[] good = headers("good");
        assertThat(HttpTesting.post(url("dcr-2", "Custom-M365Audit_CL", "2023-01-01"), body, good)
                        .statusCode())
                .isEqualTo(404);
        assertThat(HttpTesting.post(url("dcr-1", "Custom-Other_CL", "2023-01-01"), body, good)
                        .body())
                .contains("InvalidStream");
        assertThat(HttpTesting.post(url("dcr-1", "Custom-M365Audit_CL", "2020-01-01"), body, good)
                        .statusCode())
                .isEqualTo(400);
        assertThat(HttpTesting.post(url("dcr-1", "Custom-M365Audit_CL", "2023-01-01"), body, headers("bad"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(HttpTesting.get(url("dcr-1", "Custom-M365Audit_CL", "2023-01-01"), good)
                        .statusCode())
                .isEqualTo(405);
        assertThat(receiver.log().unique()).isZero();
    }

    @Test
    void refuses_more_than_one_megabyte_before_and_after_gzip() throws Exception {
        byte[] large = records(20_000).getBytes();
        assertThat(large.length).isGreaterThan(LogsIngestionReceiver.MAX_CALL);
        assertThat(send(large).statusCode()).isEqualTo(413);
        assertThat(send(HttpTesting.gzip(records(20_000)), "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(413);
        assertThat(receiver.refused().unique()).isZero();
        String lone = "[{\"RecordId\":\"big\",\"Raw\":\"" + "x".repeat(LogsIngestionReceiver.MAX_CALL) + "\"}]";
        assertThat(send(lone.getBytes()).statusCode()).isEqualTo(413);
        assertThat(receiver.refused().count("big")).isEqualTo(1);
        assertThat(receiver.log().unique()).isZero();
    }

    @Test
    void asks_to_come_back_later() throws Exception {
        receiver.fault("busy");
        HttpResponse<String> answer = send(records(1).getBytes());
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void a_refused_record_fails_its_call_and_is_known_once_it_comes_alone() throws Exception {
        receiver.fault("bad-event");
        assertThat(send(records(500).getBytes()).statusCode()).isEqualTo(400);
        long taken = 0;
        for (int i = 0; i < 200; i++) {
            taken += send(("[" + record("r" + i) + "]").getBytes()).statusCode() == 204 ? 1 : 0;
        }
        assertThat(receiver.log().unique()).isEqualTo(taken);
        assertThat(receiver.refused().unique()).isEqualTo(200 - taken).isBetween(1L, 20L);
    }
}
