package org.m365siem.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;
import org.m365siem.simulator.CertificateAuthority;
import org.m365siem.simulator.receiver.ReceiverLog;
import org.m365siem.simulator.receiver.SyslogReceiver;

/** Syslog over TLS: who is trusted, who is refused, and what an operator is told. */
@Timeout(60)
class SyslogTlsTest {
    @TempDir
    static Path directory;

    private static CertificateAuthority authority;
    private static CertificateAuthority.Issued server;
    private static Path caFile;

    @BeforeAll
    static void certificates() {
        authority = CertificateAuthority.create(Clock.systemUTC());
        server = authority.issue("receiver", "localhost", "127.0.0.1");
        caFile = authority.writeTo(directory.resolve("ca.pem"));
    }

    @Test
    void messages_arrive_under_a_name_and_under_an_address() throws Exception {
        for (String host : new String[] {"localhost", "127.0.0.1"}) {
            try (SyslogReceiver receiver = receiver(authority.serverContext(server, false))) {
                SyslogSink sink = sink(host, receiver.port());
                sink.init();
                Receipt receipt = sink.deliver(Batches.numbered("t", 500));
                await().until(() -> receiver.log().unique() == 500);
                assertThat(receipt.healthy().getAsBoolean()).isTrue();
                assertThat(receiver.log().malformed()).isZero();
                sink.close();
                assertThat(receipt.healthy().getAsBoolean()).isTrue();
            }
        }
    }

    @Test
    void a_receiver_that_asks_for_a_certificate_gets_it_and_refuses_another() throws Exception {
        try (SyslogReceiver receiver = receiver(authority.serverContext(server, true))) {
            SyslogSink sink = sink("localhost", receiver.port());
            show(sink, authority.issue("forwarder"));
            sink.init();
            sink.deliver(Batches.numbered("m", 10));
            await().until(() -> receiver.log().unique() == 10);
            sink.close();

            SyslogSink bare = sink("localhost", receiver.port());
            bare.init();
            misconfigured(bare, "check syslog.tls.certificate-file and syslog.tls.key-file");

            SyslogSink stranger = sink("localhost", receiver.port());
            show(stranger, CertificateAuthority.create(Clock.systemUTC()).issue("stranger"));
            stranger.init();
            misconfigured(stranger, "check syslog.tls.certificate-file and syslog.tls.key-file");
        }
    }

    @Test
    void a_certificate_of_an_unknown_authority_or_for_another_name_or_expired_is_refused() throws Exception {
        try (SyslogReceiver receiver = receiver(authority.serverContext(server, false))) {
            SyslogSink sink = sink("localhost", receiver.port());
            sink.setCaFile(CertificateAuthority.create(Clock.systemUTC())
                    .writeTo(directory.resolve("other.pem"))
                    .toString());
            sink.init();
            misconfigured(sink, "put the authority that signed it into syslog.tls.ca-file");
        }
        CertificateAuthority.Issued other = authority.issue("other", "siem.example.com", "192.0.2.1");
        try (SyslogReceiver receiver = receiver(authority.serverContext(other, false))) {
            for (String host : new String[] {"localhost", "127.0.0.1"}) {
                SyslogSink sink = sink(host, receiver.port());
                sink.init();
                misconfigured(sink, "its certificate is not for '" + host + "': set syslog.host");
            }
        }
        CertificateAuthority.Issued expired = authority.issueExpired("receiver", "localhost");
        try (SyslogReceiver receiver = receiver(authority.serverContext(expired, false))) {
            SyslogSink sink = sink("localhost", receiver.port());
            sink.init();
            misconfigured(sink, "expired");
        }
    }

    @Test
    void a_port_that_speaks_no_tls_is_named() throws Exception {
        try (ScriptedReceiver receiver = new ScriptedReceiver(null, (connection, all) -> {
            connection.getInputStream().read();
            connection.getOutputStream().write("220 mail.example.com ready\r\n".getBytes());
        })) {
            SyslogSink sink = sink("localhost", receiver.port());
            sink.init();
            misconfigured(sink, "does not speak TLS there: check syslog.port and syslog.transport");
        }
    }

    @Test
    void a_receiver_that_goes_away_in_the_handshake_is_tried_again() throws Exception {
        try (ScriptedReceiver receiver = new ScriptedReceiver(null, (connection, all) -> {
            connection.getInputStream().read();
            connection.close();
        })) {
            SyslogSink sink = sink("localhost", receiver.port());
            sink.init();
            assertThat(failure(sink, Batches.numbered("a", 1)).outcome()).isEqualTo(new Outcome.Retry(null, false));
        }
    }

    @Test
    void a_receiver_that_never_reads_or_resets_is_noticed_under_tls_too() throws Exception {
        EventBatch large = Batches.of(IntStream.range(0, 50)
                .mapToObj(i -> Batches.event("x" + i, "{\"a\":\"" + "x".repeat(500_000) + "\"}"))
                .toArray(SecurityEvent[]::new));
        try (ScriptedReceiver receiver =
                new ScriptedReceiver(authority.serverContext(server, false), (connection, all) -> {
                    connection.getInputStream().read();
                    synchronized (all) {
                        all.wait();
                    }
                })) {
            SyslogSink sink = sink("localhost", receiver.port());
            sink.setTimeout("500ms");
            sink.setMaxBytes("1MB");
            sink.init();
            DeliveryException failure = failure(sink, large);
            assertThat(failure.outcome()).isEqualTo(new Outcome.Retry(null, true));
            assertThat(failure).hasMessageContaining("no byte was taken for 500 ms");
        }
        try (ScriptedReceiver receiver =
                new ScriptedReceiver(authority.serverContext(server, false), (connection, all) -> {
                    all.read(connection, 1);
                    ScriptedReceiver.reset(connection);
                })) {
            SyslogSink sink = sink("localhost", receiver.port());
            sink.setFraming("newline");
            sink.init();
            Receipt receipt = sink.deliver(Batches.numbered("a", 2));
            await().until(() -> receiver.connections.get(0).isClosed());
            await().until(() -> !receipt.healthy().getAsBoolean());
            assertThat(receiver.ids()).containsExactly("a0");
        }
    }

    private static void misconfigured(SyslogSink sink, String words) {
        DeliveryException failure = failure(sink, Batches.numbered("a", 1));
        assertThat(failure.outcome()).isInstanceOf(Outcome.Misconfigured.class);
        assertThat(failure).hasMessageContaining(words);
        sink.close();
    }

    private static DeliveryException failure(SyslogSink sink, EventBatch batch) {
        return catchThrowableOfType(DeliveryException.class, () -> sink.deliver(batch));
    }

    private static SyslogReceiver receiver(SSLContext tls) {
        return new SyslogReceiver(
                0, SyslogReceiver.Options.tls(tls, caFile), ReceiverLog.inMemory(), ReceiverLog.inMemory());
    }

    private static SyslogSink sink(String host, int port) {
        SyslogSink sink = new SyslogSink();
        sink.setHost(host);
        sink.setPort(Integer.toString(port));
        sink.setCaFile(caFile.toString());
        return sink;
    }

    private static void show(SyslogSink sink, CertificateAuthority.Issued own) throws IOException {
        sink.setCertificateFile(Files.writeString(Files.createTempFile(directory, "c", ".pem"), own.certificatePem())
                .toString());
        sink.setKeyFile(Files.writeString(Files.createTempFile(directory, "k", ".pem"), own.keyPem())
                .toString());
    }
}
