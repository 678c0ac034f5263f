package org.m365siem.simulator.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.m365siem.simulator.CertificateAuthority;

class SyslogReceiverTest {
    private static final CertificateAuthority AUTHORITY = HttpTesting.AUTHORITY;

    private SyslogReceiver receiver;

    private void start(SyslogReceiver.Options options) {
        receiver = new SyslogReceiver(0, options, ReceiverLog.inMemory(), ReceiverLog.inMemory());
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    private static String message(String id) {
        return "<110>1 - host app - - [m365@32473 id=\"" + id + "\"] \uFEFF{\"text\":\"ü\"}";
    }

    private static String counted(String id) {
        return message(id).getBytes(UTF_8).length + " " + message(id);
    }

    private static String counted(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> counted("e" + i)).collect(Collectors.joining());
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), receiver.port());
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    private void awaitUnique(long events) {
        await().until(() -> receiver.log().unique() == events);
    }

    @Test
    void tells_both_framings_apart_frame_by_frame() throws Exception {
        start(SyslogReceiver.Options.tcp());
        try (Socket socket = connect()) {
            write(socket, counted("a") + message("b") + "\n" + counted("c") + message("d") + "\n");
            awaitUnique(4);
        }
        assertThat(receiver.log().malformed()).isZero();
    }

    @Test
    void puts_frames_together_from_single_octets() throws Exception {
        start(SyslogReceiver.Options.tcp());
        try (Socket socket = connect()) {
            socket.setTcpNoDelay(true);
            OutputStream stream = socket.getOutputStream();
            for (byte octet : (counted("a") + message("b") + "\n").getBytes(UTF_8)) {
                stream.write(octet);
                stream.flush();
            }
            awaitUnique(2);
            write(socket, counted(0, 5000));
            awaitUnique(5002);
        }
        assertThat(receiver.log().malformed()).isZero();
    }

    @Test
    void counts_what_is_malformed_and_shows_its_head() throws Exception {
        start(SyslogReceiver.Options.tcp());
        try (Socket socket = connect()) {
            write(socket, "hello\n" + message("a") + "\n<13>1 - - - - - - no id\n");
            awaitUnique(1);
            await().until(() -> receiver.log().malformed() == 2);
            write(socket, "99999999999 x");
            assertThat(socket.getInputStream())
                    .satisfies(s -> assertThatThrownBy(s::read).isInstanceOf(IOException.class));
        }
        try (Socket socket = connect()) {
            write(socket, "50 <13>1 cut off");
        }
        await().until(() -> receiver.log().malformed() == 4);
        assertThat(receiver.log().malformedExamples())
                .anyMatch(example -> example.endsWith(": hello"))
                .anyMatch(example -> example.contains("MSG-LEN"))
                .anyMatch(example -> example.contains("inside a frame"));
    }

    @Test
    void takes_a_message_a_datagram() throws Exception {
        start(SyslogReceiver.Options.udp());
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 100; i++) {
                byte[] bytes = message("u" + i).getBytes(UTF_8);
                socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), receiver.port()));
            }
        }
        awaitUnique(100);
    }

    @Test
    void takes_tls_from_whoever_trusts_its_authority() throws Exception {
        start(SyslogReceiver.Options.tls(HttpTesting.SERVER, null));
        try (Socket socket = secure(AUTHORITY.clientContext(null))) {
            write(socket, counted(0, 1000));
            awaitUnique(1000);
        }
        CertificateAuthority other = CertificateAuthority.create(java.time.Clock.systemUTC());
        assertThatThrownBy(() -> {
                    try (Socket socket = secure(other.clientContext(null))) {
                        write(socket, counted("x"));
                    }
                })
                .isInstanceOf(IOException.class);
        assertThat(receiver.log().count("x")).isZero();
    }

    @Test
    void may_demand_a_client_certificate() throws Exception {
        start(SyslogReceiver.Options.tls(AUTHORITY.serverContext(AUTHORITY.issue("s", "localhost"), true), null));
        try (Socket socket = secure(AUTHORITY.clientContext(AUTHORITY.issue("client")))) {
            write(socket, counted("a"));
            awaitUnique(1);
        }
        assertThatThrownBy(() -> {
                    try (Socket socket = secure(AUTHORITY.clientContext(null))) {
                        write(socket, counted("b"));
                        socket.getInputStream().read();
                    }
                })
                .isInstanceOf(IOException.class);
        assertThat(receiver.log().unique()).isEqualTo(1);
    }

    private Socket secure(SSLContext context) throws IOException {
        return context.getSocketFactory().createSocket(connect(), "localhost", receiver.port(), true);
    }

    @Test
    void is_down_and_comes_back_on_the_same_port() throws Exception {
        start(SyslogReceiver.Options.tcp());
        Socket before = connect();
        write(before, counted("a"));
        awaitUnique(1);
        receiver.fault("down");
        assertThatThrownBy(() -> before.getInputStream().read()).isInstanceOf(IOException.class);
        assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
        receiver.fault("none");
        try (Socket socket = connect()) {
            write(socket, counted("b"));
            awaitUnique(2);
        }
        assertThatThrownBy(() -> receiver.fault("html")).hasMessageContaining("syslog cannot");
    }

    @Test
    void resets_connections_in_the_middle() throws Exception {
        start(SyslogReceiver.Options.tcp());
        receiver.fault("resets");
        assertThatThrownBy(() -> {
                    try (Socket socket = connect()) {
                        for (int i = 0; i < 1000; i++) {
                            write(socket, counted(i * 1000, i * 1000 + 1000));
                        }
                    }
                })
                .isInstanceOf(IOException.class);
        assertThat(receiver.log().unique()).isBetween(1L, 100_000L);
    }

    @Test
    void closes_after_a_burst() throws Exception {
        start(SyslogReceiver.Options.tcp());
        receiver.fault("closes-after-each");
        try (Socket socket = connect()) {
            write(socket, counted(0, 10));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(receiver.log().unique()).isEqualTo(10);
    }

    @Test
    void reads_nothing_while_it_is_silent() throws Exception {
        start(SyslogReceiver.Options.tcp());
        receiver.fault("silent");
        try (Socket socket = connect()) {
            write(socket, counted(0, 10));
            assertThat(receiver.log().unique()).isZero();
            receiver.fault("none");
            awaitUnique(10);
        }
    }
}
