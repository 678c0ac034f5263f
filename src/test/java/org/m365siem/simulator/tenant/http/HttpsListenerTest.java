package org.m365siem.simulator.tenant.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.m365siem.simulator.CertificateAuthority;
import org.m365siem.simulator.tenant.http.Mishap.End;

class HttpsListenerTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create(Clock.systemUTC());
    private static final String BODY = "0123456789".repeat(2_000);
    private static final AtomicInteger SENT = new AtomicInteger();
    private static HttpsListener listener;
    private static HttpClient client;

    @BeforeAll
    static void start() throws IOException {
        listener = HttpsListener.open(
                0, AUTHORITY.serverContext(AUTHORITY.issue("localhost", "localhost"), false), Clock.systemUTC());
        listener.start(HttpsListenerTest::answer);
        client = HttpClient.newBuilder()
                .sslContext(AUTHORITY.clientContext(null))
                .build();
    }

    @AfterAll
    static void stop() {
        listener.close();
    }

    private static HttpAnswer answer(HttpRequest request) {
        HttpAnswer body = HttpAnswer.text(200, "text/plain", BODY).whenSent(SENT::incrementAndGet);
        return switch (request.path()) {
            case "/echo" ->
                HttpAnswer.text(
                        200, "text/plain", request.form() + " " + request.parameter("A") + " " + request.body().length);
            case "/short" -> body.mishap(Mishap.ending(End.SHORT, 15_000));
            case "/cut" -> body.mishap(Mishap.ending(End.CUT, 15_000));
            case "/reset" -> body.mishap(Mishap.ending(End.RESET, 15_000));
            case "/drop" -> body.mishap(Mishap.ending(End.RESET, 0));
            case "/bug" -> throw new IllegalStateException("a bug");
            default -> body;
        };
    }

    @Test
    void aFormAndAQueryAreReadWhateverTheirTransferCoding() throws Exception {
        var known = request("/echo?a=1%202&b").POST(BodyPublishers.ofString("x=%41+b&y=%"));
        assertThat(send(known).body()).isEqualTo("{x=A b, y=%} 1 2 11");
        var chunked =
                request("/echo?a=3").POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray("x=1".getBytes())));
        assertThat(send(chunked).body()).isEqualTo("{x=1} 3 3");
    }

    @Test
    void anAnswerCountsAsSentOnlyWhenAllOfItWas() throws Exception {
        int before = SENT.get();
        assertThat(send(request("/")).body()).isEqualTo(BODY);
        await().untilAsserted(() -> assertThat(SENT.get()).isEqualTo(before + 1));
        assertThat(send(request("/short")).body()).isEqualTo(BODY.substring(0, 15_000));
        assertThatThrownBy(() -> send(request("/cut"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> send(request("/reset"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> send(request("/drop"))).isInstanceOf(IOException.class);
        assertThat(SENT.get()).isEqualTo(before + 1);
    }

    @Test
    void aFailingHandlerAnswers500() throws Exception {
        assertThat(send(request("/bug")).statusCode()).isEqualTo(500);
    }

    @Test
    void aPostWithoutLengthIsRefused() throws Exception {
        try (SSLSocket socket = (SSLSocket)
                AUTHORITY.clientContext(null).getSocketFactory().createSocket("localhost", listener.port())) {
            socket.getOutputStream()
                    .write("POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 411 ")
                    .contains("\r\nDate: ");
        }
    }

    private static java.net.http.HttpRequest.Builder request(String path) {
        return java.net.http.HttpRequest.newBuilder(URI.create("https://localhost:" + listener.port() + path));
    }

    private static HttpResponse<String> send(java.net.http.HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
