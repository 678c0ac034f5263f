package org.m365siem.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.auth.EntraTokens;
import org.m365siem.auth.TestCertificates;
import org.m365siem.auth.Trust;
import org.m365siem.camel.ScriptedServer.Answer;

@Timeout(60)
class OutboundHttpTest {
    @TempDir
    Path folder;

    private final OutboundHttp http = new OutboundHttp();

    private int send(HttpUriRequestBase request) throws IOException {
        HttpClientBuilder builder = HttpClientBuilder.create();
        http.configureHttpClient(builder);
        try (CloseableHttpClient client = builder.build()) {
            return client.execute(request, response -> response.getCode());
        }
    }

    @Test
    void a_redirect_is_the_answer() throws IOException {
        try (ScriptedServer server =
                new ScriptedServer(null, asked -> Answer.of(302, "").with("Location", "/elsewhere"))) {
            assertThat(send(new HttpGet(server.url()))).isEqualTo(302);
            assertThat(server.asked()).hasSize(1);
        }
    }

    @Test
    void nothing_is_tried_again_by_itself() throws IOException {
        try (ScriptedServer server =
                new ScriptedServer(null, asked -> Answer.of(503, "").with("Retry-After", "1"))) {
            assertThat(send(new HttpGet(server.url()))).isEqualTo(503);
            assertThat(server.asked()).hasSize(1);
        }
    }

    @Test
    void a_link_to_another_host_gets_no_token() {
        AtomicInteger requests = new AtomicInteger();
        http.setTokens(new EntraTokens() {
            @Override
            public String token(String scope) {
                requests.incrementAndGet();
                return "secret-token";
            }
        });
        http.setScope("scope");
        try (ScriptedServer ours = new ScriptedServer(null, asked -> Answer.of(200, ""));
                ScriptedServer theirs = new ScriptedServer(null, asked -> Answer.of(200, ""))) {
            http.setAllowedUrl(ours.url());
            assertThat(send(new HttpGet(ours.url() + "/page"))).isEqualTo(200);
            assertThat(ours.asked().get(0).header("Authorization")).isEqualTo("Bearer secret-token");
            assertThatThrownBy(() -> send(new HttpGet(theirs.url() + "/page")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("refused")
                    .hasMessageContaining(theirs.url());
            assertThat(theirs.asked()).isEmpty();
            assertThat(requests).hasValue(1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_body_that_cannot_be_sent_twice_is_not_sent_twice() throws IOException {
        http.setTokens(new EntraTokens() {
            @Override
            public String token(String scope) {
                return "t";
            }
        });
        http.setScope("scope");
        try (ScriptedServer server = new ScriptedServer(null, asked -> Answer.of(401, ""))) {
            HttpPost once = new HttpPost(server.url());
            once.setEntity(new InputStreamEntity(InputStream.nullInputStream(), ContentType.TEXT_PLAIN));
            assertThat(send(once)).isEqualTo(401);
            assertThat(server.asked()).hasSize(1);
            assertThat(send(new HttpGet(server.url()))).isEqualTo(401);
            assertThat(server.asked()).as("a second token, once").hasSize(3);
        }
    }

    @Test
    void silence_ends_in_time() throws IOException {
        http.setTimeout("300ms");
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> send(new HttpGet("http://localhost:" + silent.getLocalPort())))
                    .isInstanceOf(InterruptedIOException.class);
        }
    }

    @Test
    void a_server_that_does_not_read_ends_in_time() throws IOException {
        http.setTimeout("500ms");
        try (ServerSocket deaf = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            HttpPost large = new HttpPost("http://localhost:" + deaf.getLocalPort());
            large.setEntity(new ByteArrayEntity(new byte[64_000_000], ContentType.APPLICATION_JSON));
            assertThatThrownBy(() -> send(large))
                    .isInstanceOf(InterruptedIOException.class)
                    .hasMessageContaining("has not read");
        }
    }

    @Test
    void a_server_that_does_not_read_over_tls_ends_in_time() throws Exception {
        TestCertificates authority = new TestCertificates();
        http.setTimeout("500ms");
        http.setOnlyCaFile(TestCertificates.write(folder, "ca.pem", authority.authorityPem())
                .toString());
        SSLContext tls = serverSide(authority);
        try (ServerSocket deaf =
                tls.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread shake = new Thread(() -> {
                try {
                    Socket socket = deaf.accept();
                    ((javax.net.ssl.SSLSocket) socket).startHandshake();
                } catch (IOException ended) {
                    // the test is over
                }
            });
            shake.setDaemon(true);
            shake.start();
            HttpPost large = new HttpPost("https://localhost:" + deaf.getLocalPort());
            large.setEntity(new ByteArrayEntity(new byte[64_000_000], ContentType.APPLICATION_JSON));
            assertThatThrownBy(() -> send(large)).isInstanceOf(InterruptedIOException.class);
        }
    }

    @Test
    void our_certificate_is_shown_to_a_server_that_wants_one() throws Exception {
        TestCertificates authority = new TestCertificates();
        TestCertificates.Issued own = authority.server("client");
        String ca = TestCertificates.write(folder, "ca.pem", authority.authorityPem())
                .toString();
        http.setCaFile(ca);
        http.setCertificateFile(
                TestCertificates.write(folder, "c.pem", own.certificatePem()).toString());
        http.setKeyFile(TestCertificates.write(folder, "k.pem", own.keyPem()).toString());
        try (SSLServerSocket server = (SSLServerSocket) serverSide(authority)
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            server.setNeedClientAuth(true);
            Thread answer = new Thread(() -> {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().read();
                    socket.getOutputStream().write("HTTP/1.1 204 No Content\r\n\r\n".getBytes());
                } catch (IOException ended) {
                    // seen by the client
                }
            });
            answer.setDaemon(true);
            answer.start();
            assertThat(send(new HttpGet("https://localhost:" + server.getLocalPort())))
                    .isEqualTo(204);
        }
    }

    private SSLContext serverSide(TestCertificates authority) {
        TestCertificates.Issued issued = authority.server("localhost");
        String pem = TestCertificates.write(folder, "server.pem", issued.keyPem(), issued.certificatePem())
                .toString();
        return Trust.context(folder.resolve("ca.pem").toString(), null, pem, null);
    }
}
