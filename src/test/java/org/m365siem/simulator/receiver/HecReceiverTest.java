package org.m365siem.simulator.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HecReceiverTest {
    private static final String TOKEN = "Splunk t0k3n";
    private static final String CHANNEL = "2b1f0d3e-7c55-4a2f-9a1c-0f2a4a6d1b11";

    private HecReceiver receiver = start(HecReceiver.Options.of("t0k3n"));

    private static HecReceiver start(HecReceiver.Options options) {
        return new HecReceiver(0, HttpTesting.SERVER, null, options, ReceiverLog.inMemory(), ReceiverLog.inMemory());
    }

    private void restart(HecReceiver.Options options) {
        receiver.close();
        receiver = start(options);
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    private HttpResponse<String> send(String body) throws Exception {
        return HttpTesting.post(receiver.url() + "/services/collector/event", body, "Authorization", TOKEN);
    }

    private static String event(String id) {
        return "{\"time\":1795335330.123,\"event\":{\"Id\":\"" + id + "\"},\"fields\":{\"id\":\"" + id + "\"}}";
    }

    @Test
    void indexes_concatenated_envelopes() throws Exception {
        HttpResponse<String> answer = send(event("a") + event("b") + "\n" + "{\"event\":{\"Id\":\"c\"}}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"text\":\"Success\",\"code\":0}");
        assertThat(receiver.log().unique()).isEqualTo(3);
        assertThat(receiver.log().count("c")).isEqualTo(1);
    }

    @Test
    void reads_gzip() throws Exception {
        HttpResponse<String> answer = HttpTesting.post(
                receiver.url() + "/services/collector",
                HttpTesting.gzip(event("a") + event("b")),
                "Authorization",
                TOKEN,
                "Content-Encoding",
                "gzip");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(receiver.log().unique()).isEqualTo(2);
        HttpResponse<String> lie = HttpTesting.post(
                receiver.url() + "/services/collector", event("c"), "Authorization", TOKEN, "Content-Encoding", "gzip");
        assertThat(lie.body()).contains("\"code\":6");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"event\":               | 6  | 2",
                "{\"time\":1}              | 12 | 2",
                "{\"event\":\"\"}          | 13 | 2",
                "{\"event\":null}          | 13 | 2",
                "{\"event\":1,\"fields\":{\"x\":{\"y\":1}}} | 15 | 2",
                "{\"event\":1,\"index\":\"nope\"}           | 7  | 2",
                "{\"event\":1,\"time\":\"yesterday\"}       | 6  | 2",
                "[1]                       | 6  | 2"
            })
    void indexes_what_stands_before_the_first_bad_envelope(String bad, int code, int position) throws Exception {
        restart(new HecReceiver.Options("t0k3n", false, 1000, Set.of("m365")));
        HttpResponse<String> answer = send(event("a") + event("b") + bad + event("c"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"code\":" + code).contains("\"invalid-event-number\":" + position);
        assertThat(receiver.log().unique()).isEqualTo(2);
        assertThat(receiver.log().count("c")).isZero();
    }

    @Test
    void wants_a_good_token_in_the_header() throws Exception {
        String url = receiver.url() + "/services/collector/event";
        assertThat(HttpTesting.post(url, event("a")).body()).contains("\"code\":2");
        assertThat(HttpTesting.post(url, event("a"), "Authorization", "Bearer x")
                        .body())
                .contains("\"code\":3");
        assertThat(HttpTesting.post(url, event("a"), "Authorization", "Splunk x")
                        .statusCode())
                .isEqualTo(403);
        assertThat(HttpTesting.post(url + "?token=t0k3n", event("a")).body()).contains("\"code\":16");
        assertThat(HttpTesting.post(url + "?token=x", event("a")).body()).contains("\"code\":4");
        assertThat(receiver.log().unique()).isZero();
        String basic = java.util.Base64.getEncoder().encodeToString("x:t0k3n".getBytes());
        assertThat(HttpTesting.post(url, event("a"), "Authorization", "Basic " + basic)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void answers_other_requests_as_splunk_does() throws Exception {
        assertThat(send("").body()).contains("\"code\":5");
        assertThat(HttpTesting.get(receiver.url() + "/services/collector/health")
                        .body())
                .contains("\"code\":17");
        assertThat(HttpTesting.get(receiver.url() + "/services/collector").statusCode())
                .isEqualTo(405);
        assertThat(HttpTesting.post(receiver.url() + "/other", "", "Authorization", TOKEN)
                        .statusCode())
                .isEqualTo(404);
        assertThat(HttpTesting.post(
                                receiver.url() + "/services/collector/ack?channel=" + CHANNEL,
                                "{\"acks\":[0]}",
                                "Authorization",
                                TOKEN)
                        .body())
                .contains("\"code\":14");
    }

    @Test
    void refuses_what_is_longer_than_its_limit_also_after_gzip() throws Exception {
        restart(new HecReceiver.Options("t0k3n", false, 500, Set.of()));
        String long501 = event("a") + " ".repeat(501 - event("a").length());
        assertThat(send(long501).statusCode()).isEqualTo(413);
        assertThat(HttpTesting.post(
                                receiver.url() + "/services/collector",
                                HttpTesting.gzip(long501),
                                "Authorization",
                                TOKEN,
                                "Content-Encoding",
                                "gzip")
                        .statusCode())
                .isEqualTo(413);
        assertThat(receiver.log().unique()).isZero();
        assertThat(send(long501.substring(1, 1) + event("b")).statusCode()).isEqualTo(200);
    }

    @Test
    void acknowledges_later_and_once() throws Exception {
        restart(new HecReceiver.Options("t0k3n", true, 10_000, Set.of()));
        assertThat(send(event("a")).body()).contains("\"code\":10");
        String url = receiver.url() + "/services/collector";
        assertThat(HttpTesting.post(url + "?channel=no", event("a"), "Authorization", TOKEN)
                        .body())
                .contains("\"code\":11");
        assertThat(HttpTesting.post(url, event("a"), "Authorization", TOKEN, "X-Splunk-Request-Channel", CHANNEL)
                        .body())
                .contains("\"ackId\":0");
        String poll = url + "/ack?channel=" + CHANNEL;
        assertThat(HttpTesting.post(poll, "{\"acks\":[0,7]}", "Authorization", TOKEN)
                        .body())
                .isEqualTo("{\"acks\":{\"0\":false,\"7\":false}}");
        Awaitility.await().until(() -> HttpTesting.post(poll, "{\"acks\":[0]}", "Authorization", TOKEN)
                .body()
                .equals("{\"acks\":{\"0\":true}}"));
        assertThat(HttpTesting.post(poll, "{\"acks\":[0]}", "Authorization", TOKEN)
                        .body())
                .contains("false");
        assertThat(HttpTesting.post(poll, "{", "Authorization", TOKEN).body()).contains("\"code\":6");
    }

    @Test
    void refuses_the_same_few_events_for_good() throws Exception {
        receiver.fault("bad-event");
        String all = IntStream.range(0, 500).mapToObj(i -> event("e" + i)).collect(Collectors.joining());
        String first = send(all).body();
        assertThat(first).contains("invalid-event-number").isEqualTo(send(all).body());
        assertThat(receiver.refused().unique()).isEqualTo(1);
        assertThat(receiver.log().unique())
                .isPositive()
                .isEqualTo(receiver.log().repeated());
    }

    @Test
    void is_down_and_comes_back_on_the_same_port() throws Exception {
        int port = receiver.port();
        receiver.fault("down");
        assertThatThrownBy(() -> send(event("a"))).isInstanceOf(IOException.class);
        receiver.fault("none");
        assertThat(receiver.port()).isEqualTo(port);
        assertThat(send(event("a")).statusCode()).isEqualTo(200);
    }

    @Test
    void a_fault_with_a_time_ends_by_itself() {
        receiver.fault("wrong-token=300ms");
        Awaitility.await().until(() -> send(event("a")).statusCode() == 200);
        assertThat(receiver.log().unique()).isEqualTo(1);
    }

    @Test
    void misbehaves_on_request() throws Exception {
        receiver.fault("busy");
        assertThat(IntStream.range(0, 5)
                        .map(i -> status())
                        .filter(s -> s == 503)
                        .count())
                .isEqualTo(5);
        receiver.fault("none");
        receiver.fault("html");
        assertThat(send(event("a")).body()).contains("<html>");
        receiver.fault("none");
        receiver.fault("wrong-token");
        assertThat(send(event("a")).statusCode()).isEqualTo(403);
        receiver.fault("none");
        receiver.fault("closes-after-each");
        assertThat(send(event("a")).statusCode()).isEqualTo(200);
        receiver.fault("none");
        receiver.fault("resets");
        assertThat(IntStream.range(0, 6).map(i -> status()).filter(s -> s == 0).count())
                .isEqualTo(2);
        receiver.fault("none");
        receiver.fault("silent=500ms");
        assertThat(status()).isZero();
        assertThatThrownBy(() -> receiver.fault("nonsense"))
                .hasMessageContaining("nonsense")
                .hasMessageContaining("wrong-token");
    }

    /** On a connection of its own, because clients send again by themselves on one that they have used before. */
    private int status() {
        try (Socket socket = HttpTesting.AUTHORITY
                .clientContext(null)
                .getSocketFactory()
                .createSocket("localhost", receiver.port())) {
            String request = "POST /services/collector HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + TOKEN
                    + "\r\nConnection: close\r\nContent-Length: " + event("s").length() + "\r\n\r\n" + event("s");
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] head = socket.getInputStream().readNBytes(12);
            return head.length < 12 ? 0 : Integer.parseInt(new String(head, 9, 3, StandardCharsets.US_ASCII));
        } catch (IOException broken) {
            return 0;
        }
    }
}
