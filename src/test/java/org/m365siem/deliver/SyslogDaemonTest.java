package org.m365siem.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.m365siem.event.EventBatch;
import org.m365siem.format.Bytes;
import org.m365siem.format.SyslogLine;
import org.m365siem.simulator.CertificateAuthority;

/** What real receivers write is what was sent. Skipped where they are not installed. */
@Timeout(120)
class SyslogDaemonTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @TempDir
    Path directory;

    private final AtomicLong nanos = new AtomicLong();

    @ParameterizedTest
    @CsvSource({"rsyslogd,tcp", "rsyslogd,tls", "syslog-ng,tcp", "syslog-ng,tls"})
    void what_is_written_is_what_was_sent(String daemon, String transport) throws Exception {
        assumeTrue(SyslogDaemon.find(daemon, transport) != null, daemon + " is not installed");
        try (SyslogDaemon receiver = SyslogDaemon.start(daemon, directory, tls(transport))) {
            SyslogSink sink = sink(receiver.port(), transport);
            List<EventBatch> batches = List.of(oddities(), Batches.numbered("n", 500));
            new SmallSpool(sink, nanos, batches).drain(SECOND, () -> {});
            await().atMost(20, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(receiver.lines()).containsExactlyElementsOf(expected(batches)));
            sink.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"rsyslogd,tcp", "rsyslogd,tls", "syslog-ng,tcp", "syslog-ng,tls"})
    void a_restart_in_the_middle_loses_nothing_and_repeats_the_unconfirmed_tail(String daemon, String transport)
            throws Exception {
        assumeTrue(SyslogDaemon.find(daemon, transport) != null, daemon + " is not installed");
        try (SyslogDaemon receiver = SyslogDaemon.start(daemon, directory, tls(transport))) {
            SyslogSink sink = sink(receiver.port(), transport);
            List<EventBatch> batches = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                batches.add(Batches.numbered("b" + i + "-", 50));
            }
            AtomicInteger sent = new AtomicInteger();
            SmallSpool spool = new SmallSpool(sink, nanos, batches);
            spool.drain(SECOND, () -> {
                if (sent.incrementAndGet() == 20) {
                    // the daemon keeps up with the test's clock
                    await().until(() -> receiver.lines().size() >= 14 * 50);
                    restart(receiver);
                }
            });
            await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> assertThat(new HashSet<>(receiver.lines()))
                    .containsExactlyInAnyOrderElementsOf(expected(batches)));
            assertThat(spool.rewinds).isBetween(1, 2);
            assertThat(receiver.lines().size() - 2000)
                    .as("at most the batches of the five seconds before")
                    .isBetween(0, 300);
            sink.close();
        }
    }

    private static void restart(SyslogDaemon receiver) {
        try {
            receiver.stop();
            receiver.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static EventBatch oddities() {
        return Batches.of(
                Batches.event("plain", "{\"Id\":\"plain\"}"),
                Batches.event("pretty", "{\r\n\t\"Id\" : \"pretty\"\n}"),
                Batches.event("control", "{\"a\":\"x\u0000y\u0007\tz\u007f\"}"),
                Batches.event("]\"\\", "{\"a\":\"]\\\"\\\\\"}"),
                Batches.event("scripts", "{\"a\":\"Zoë שלום ‮مرحبا 🙂\"}"),
                Batches.event("large", "{\"Id\":\"large\",\"Data\":\"" + "é".repeat(500_000) + "\"}"));
    }

    private static List<String> expected(List<EventBatch> batches) throws Exception {
        SyslogLine line = new SyslogLine(
                true,
                13,
                InetAddress.getLocalHost().getHostName(),
                Long.toString(ProcessHandle.current().pid()),
                8192);
        List<String> lines = new ArrayList<>();
        for (EventBatch batch : batches) {
            for (int i = 0; i < batch.size(); i++) {
                Bytes bytes = new Bytes(1024);
                line.bare(batch.events().get(i), batch.payload(i), bytes);
                lines.add(new String(bytes.toArray(), StandardCharsets.UTF_8));
            }
        }
        return lines;
    }

    private SyslogDaemon.Tls tls(String transport) throws Exception {
        if (!transport.equals("tls")) {
            return null;
        }
        CertificateAuthority authority = CertificateAuthority.create(Clock.systemUTC());
        CertificateAuthority.Issued server = authority.issue("receiver", "127.0.0.1");
        CertificateAuthority.Issued client = authority.issue("forwarder", "forwarder.example.com");
        Files.writeString(directory.resolve("client.pem"), client.certificatePem() + client.keyPem());
        return new SyslogDaemon.Tls(
                Files.writeString(directory.resolve("server.pem"), server.certificatePem()),
                Files.writeString(directory.resolve("server.key"), server.keyPem()),
                authority.writeTo(directory.resolve("ca.pem")));
    }

    private SyslogSink sink(int port, String transport) {
        SyslogSink sink = new SyslogSink(nanos::get);
        sink.setHost("127.0.0.1");
        sink.setPort(Integer.toString(port));
        sink.setTransport(transport);
        if (transport.equals("tls")) {
            sink.setCaFile(directory.resolve("ca.pem").toString());
            sink.setCertificateFile(directory.resolve("client.pem").toString());
        }
        sink.init();
        return sink;
    }
}
