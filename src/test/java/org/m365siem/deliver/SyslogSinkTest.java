package org.m365siem.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;
import org.m365siem.simulator.receiver.ReceiverLog;
import org.m365siem.simulator.receiver.SyslogReceiver;

/** The syslog sink on real sockets. */
@Timeout(60)
class SyslogSinkTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void datagrams_arrive_one_message_each() throws Exception {
        try (SyslogReceiver receiver = receiver(SyslogReceiver.Options.udp())) {
            SyslogSink sink = sink(receiver.port(), "udp", "");
            EventBatch batch = Batches.numbered("u", 50);
            Receipt receipt = sink.deliver(batch);
            assertThat(receipt.confirmAfter()).isZero();
            await().until(() -> receiver.log().unique() == 50);
            assertThat(receiver.log().malformed()).isZero();
            sink.close();
        }
    }

    @Test
    void a_port_without_a_udp_receiver_is_noticed() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        SyslogSink sink = sink(port, "udp", "");
        DeliveryException failure = failure(sink, Batches.numbered("u", 3));
        assertThat(failure.outcome()).isEqualTo(new Outcome.Retry(null, false));
        assertThat(failure.delivered()).isEmpty();
        sink.close();
    }

    @Test
    void a_large_record_fits_a_datagram() throws Exception {
        try (SyslogReceiver receiver = receiver(SyslogReceiver.Options.udp())) {
            SyslogSink sink = sink(receiver.port(), "udp", "");
            sink.setMaxBytes("1MB");
            sink.init();
            sink.deliver(Batches.of(Batches.event("big", "{\"Id\":\"big\",\"a\":\"" + "é".repeat(400_000) + "\"}")));
            await().until(() -> receiver.log().unique() == 1);
            sink.close();
        }
    }

    @Test
    void octet_counted_messages_arrive_over_one_connection_and_are_confirmed() throws Exception {
        try (SyslogReceiver receiver = receiver(SyslogReceiver.Options.tcp())) {
            SyslogSink sink = sink(receiver.port(), "tcp", "octet-counting");
            Receipt first = sink.deliver(Batches.numbered("a", 300));
            Receipt second = sink.deliver(Batches.numbered("b", 300));
            await().until(() -> receiver.log().unique() == 600);
            assertThat(receiver.log().malformed()).isZero();
            assertThat(first.confirmAfter()).hasSeconds(5);
            assertThat(first.healthy().getAsBoolean() && second.healthy().getAsBoolean())
                    .isTrue();
            sink.close();
        }
    }

    @Test
    void an_empty_batch_needs_no_receiver() {
        EventBatch empty = Batches.numbered("a", 1).select(event -> false);
        assertThat(sink(1, "tcp", "").deliver(empty).isFor(empty)).isTrue();
    }

    @Test
    void a_receiver_that_is_down_is_tried_again() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        DeliveryException failure = failure(sink(port, "tcp", ""), Batches.numbered("a", 1));
        assertThat(failure.outcome()).isEqualTo(new Outcome.Retry(null, false));
        assertThat(failure).hasMessageContaining("it refuses connections: is it running, and is syslog.port right?");
    }

    @Test
    void a_connection_that_was_closed_while_idle_costs_nothing() throws Exception {
        try (ScriptedReceiver receiver = new ScriptedReceiver(null, (connection, all) -> {
            all.read(connection, 2);
            connection.close();
        })) {
            SyslogSink sink = sink(receiver.port(), "tcp", "newline");
            Receipt first = sink.deliver(Batches.numbered("a", 1));
            nanos.addAndGet(6 * SECOND);
            assertThat(first.healthy().getAsBoolean()).isTrue();
            sink.deliver(Batches.numbered("b", 1));
            await().until(() -> receiver.connections.get(0).isClosed());
            nanos.addAndGet(6 * SECOND);
            assertThat(first.healthy().getAsBoolean())
                    .as("it lasted long enough")
                    .isTrue();
        }
    }

    @Test
    void a_reset_before_the_confirmation_sends_the_tail_again() throws Exception {
        try (ScriptedReceiver receiver = new ScriptedReceiver(null, (connection, all) -> {
            if (all.connections.size() == 1) {
                all.read(connection, 1);
                ScriptedReceiver.reset(connection);
            } else {
                all.read(connection, Integer.MAX_VALUE);
            }
        })) {
            SyslogSink sink = sink(receiver.port(), "tcp", "newline");
            Receipt first = sink.deliver(Batches.numbered("a", 3));
            await().until(() -> receiver.connections.get(0).isClosed());
            DeliveryException failure = failure(sink, Batches.numbered("b", 3));
            assertThat(failure.outcome()).isEqualTo(new Outcome.Retry(null, true));
            assertThat(failure).hasMessageContaining("what is unconfirmed is sent again");
            nanos.addAndGet(6 * SECOND);
            assertThat(first.healthy().getAsBoolean()).isFalse();
            sink.deliver(Batches.numbered("a", 3));
            await().until(() -> receiver.lines.size() == 4);
            assertThat(receiver.ids()).containsExactly("a0", "a0", "a1", "a2");
        }
    }

    @Test
    void a_reset_in_the_middle_of_a_write_is_a_lost_connection() throws Exception {
        try (ScriptedReceiver receiver = new ScriptedReceiver(null, (connection, all) -> {
            all.read(connection, 1);
            ScriptedReceiver.reset(connection);
        })) {
            SyslogSink sink = sink(receiver.port(), "tcp", "newline");
            sink.setMaxBytes("1MB");
            sink.init();
            EventBatch large = Batches.of(IntStream.range(0, 50)
                    .mapToObj(i -> Batches.event("x" + i, "{\"a\":\"" + "x".repeat(500_000) + "\"}"))
                    .toArray(SecurityEvent[]::new));
            assertThat(failure(sink, large).outcome()).isEqualTo(new Outcome.Retry(null, true));
        }
    }

    @Test
    void a_receiver_that_never_reads_fails_the_write_after_the_time_out() throws Exception {
        try (ScriptedReceiver receiver = new ScriptedReceiver(null, (connection, all) -> new Object().wait())) {
            SyslogSink sink = new SyslogSink();
            configure(sink, receiver.port(), "tcp", "newline");
            sink.setTimeout("300ms");
            sink.setMaxBytes("1MB");
            sink.init();
            EventBatch large = Batches.of(IntStream.range(0, 50)
                    .mapToObj(i -> Batches.event("x" + i, "{\"a\":\"" + "x".repeat(500_000) + "\"}"))
                    .toArray(SecurityEvent[]::new));
            DeliveryException failure = failure(sink, large);
            assertThat(failure.outcome()).isEqualTo(new Outcome.Retry(null, true));
            assertThat(failure).hasMessageContaining("no byte was taken for 300 ms");
        }
    }

    @Test
    void a_close_in_order_within_the_delay_confirms_no_batch_however_often_it_happens() throws Exception {
        try (ScriptedReceiver receiver = new ScriptedReceiver(null, (connection, all) -> {
            all.read(connection, 10);
            connection.close();
        })) {
            SyslogSink sink = sink(receiver.port(), "tcp", "newline");
            for (int i = 1; i <= 6; i++) {
                assertThat(confirmed(sink, receiver, Batches.numbered("b", 10))).isFalse();
            }
        }
    }

    @Test
    void an_event_that_was_alone_on_three_connections_which_closed_in_order_is_confirmed() throws Exception {
        try (ScriptedReceiver receiver = new ScriptedReceiver(null, (connection, all) -> {
            all.read(connection, 1);
            if (all.connections.size() == 2) {
                ScriptedReceiver.reset(connection);
            }
            connection.close();
        })) {
            SyslogSink sink = sink(receiver.port(), "tcp", "newline");
            EventBatch one = Batches.numbered("b", 1);
            assertThat(confirmed(sink, receiver, one)).isFalse();
            assertThat(confirmed(sink, receiver, one)).as("a reset").isFalse();
            assertThat(confirmed(sink, receiver, one)).isFalse();
            assertThat(confirmed(sink, receiver, one)).isFalse();
            assertThat(confirmed(sink, receiver, one)).isTrue();
            assertThat(confirmed(sink, receiver, Batches.numbered("c", 1))).isFalse();
        }
    }

    /** Sends it on a new connection, waits until that is closed, and asks when the delay is over. */
    private boolean confirmed(SyslogSink sink, ScriptedReceiver receiver, EventBatch batch) {
        int before = receiver.connections.size();
        Receipt receipt = sink.deliver(batch);
        await().until(() -> receiver.connections.size() > before
                && receiver.connections.get(before).isClosed());
        nanos.addAndGet(6 * SECOND);
        return receipt.healthy().getAsBoolean();
    }

    @Test
    void a_receiver_that_is_restarted_gets_the_tail_again_each_time() throws Exception {
        try (ScriptedReceiver receiver = new ScriptedReceiver(null, (connection, all) -> {
            all.read(connection, all.connections.size() % 2 == 1 ? 65 : Integer.MAX_VALUE);
            ScriptedReceiver.reset(connection);
        })) {
            SyslogSink sink = sink(receiver.port(), "tcp", "newline");
            List<EventBatch> batches = batches(20);
            SmallSpool spool = new SmallSpool(sink, nanos, batches);
            // the receiver keeps up with the test's clock
            spool.drain(SECOND, () -> await().until(() -> receiver.ids().contains(spool.lastSent)
                    || receiver.connections.stream().allMatch(Socket::isClosed)));
            assertThat(receiver.ids()).containsAll(ids(batches));
            assertThat(spool.rewinds).isBetween(1, 4);
        }
    }

    @Test
    void what_waits_unsent_in_this_machine_is_less_than_the_tail_that_is_kept() throws Exception {
        try (ServerSocket server = new ServerSocket(0);
                Socket socket = new SyslogConnector("127.0.0.1", server.getLocalPort(), Duration.ofSeconds(5), null)
                        .open()
                        .plain()) {
            // Linux doubles the number for its own bookkeeping
            assertThat(socket.getSendBufferSize()).isLessThanOrEqualTo(2 * SyslogConnector.SEND_BUFFER);
        }
    }

    @Test
    void a_receipt_counts_what_was_written_not_what_was_shortened_away() throws Exception {
        try (SyslogReceiver receiver = receiver(SyslogReceiver.Options.tcp())) {
            SyslogSink sink = sink(receiver.port(), "tcp", "octet-counting");
            EventBatch large =
                    Batches.of(Batches.event("big", "{\"Id\":\"big\",\"a\":\"" + "x".repeat(900_000) + "\"}"));
            assertThat(sink.deliver(large).bytes()).isBetween(100L, 9_000L);
            sink.close();
        }
    }

    private List<EventBatch> batches(int count) {
        List<EventBatch> batches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batches.add(Batches.numbered("b" + i + "-", 10));
        }
        return batches;
    }

    private static List<String> ids(List<EventBatch> batches) {
        return batches.stream().flatMap(batch -> batch.ids().stream()).toList();
    }

    private static SyslogReceiver receiver(SyslogReceiver.Options options) {
        return new SyslogReceiver(0, options, ReceiverLog.inMemory(), ReceiverLog.inMemory());
    }

    private SyslogSink sink(int port, String transport, String framing) {
        SyslogSink sink = new SyslogSink(nanos::get);
        configure(sink, port, transport, framing);
        return sink;
    }

    private static void configure(SyslogSink sink, int port, String transport, String framing) {
        sink.setHost("127.0.0.1");
        sink.setPort(Integer.toString(port));
        sink.setTransport(transport);
        sink.setFraming(framing);
        sink.init();
    }

    private static DeliveryException failure(SyslogSink sink, EventBatch batch) {
        return catchThrowableOfType(DeliveryException.class, () -> sink.deliver(batch));
    }
}
