package org.m365siem.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.m365siem.event.EventBatch;
import org.m365siem.spool.delivery.DeliveryCounters;
import org.m365siem.spool.delivery.DeliveryLoop;
import org.m365siem.spool.delivery.DeliverySettings;
import org.m365siem.spool.delivery.MemorySpool;

/** Receivers that close in good order although they have not handled all that they read. */
@Timeout(60)
class SyslogClosingReceiverTest {
    private final MemorySpool spool = new MemorySpool(Clock.systemUTC());

    @Test
    void a_receiver_that_handles_some_lines_and_closes_in_order_loses_none() throws Exception {
        try (ScriptedReceiver receiver = new ScriptedReceiver(null, (connection, all) -> handle(connection, all, 20))) {
            for (int batch = 0; batch < 4; batch++) {
                spool.append(Batches.numbered("b" + batch + "-", 50));
            }
            drain(receiver, 200);
            assertThat(receiver.ids())
                    .containsAll(spool.sink("syslog").delivered)
                    .hasSizeLessThan(1000);
        }
    }

    @Test
    void a_receiver_that_closes_after_every_line_gets_each_alone_and_comes_to_an_end() throws Exception {
        try (ScriptedReceiver receiver = new ScriptedReceiver(null, (connection, all) -> handle(connection, all, 1))) {
            spool.append(Batches.numbered("a", 4));
            drain(receiver, 4);
            assertThat(receiver.ids()).contains("a0", "a1", "a2", "a3");
            assertThat(Collections.frequency(receiver.ids(), "a3")).isBetween(3, 6);
        }
    }

    /** Reads whatever has come, takes the first lines of it, forgets the rest and closes without a reset. */
    private static void handle(Socket connection, ScriptedReceiver receiver, int lines) throws Exception {
        receiver.read(connection, lines);
        while (connection.getInputStream().available() > 0) {
            connection.getInputStream().skip(connection.getInputStream().available());
        }
        connection.close();
    }

    private void drain(ScriptedReceiver receiver, int events) {
        SyslogSink sink = new SyslogSink();
        sink.setHost("127.0.0.1");
        sink.setPort(Integer.toString(receiver.port()));
        sink.setTransport("tcp");
        sink.setFraming("newline");
        sink.setConfirmAfter("100ms");
        sink.init();
        DeliverySettings settings = new DeliverySettings("syslog", "routes/to-syslog.camel.yaml", 1, null);
        DeliveryLoop loop = new DeliveryLoop(settings, spool, batch -> deliver(sink, receiver, batch), new Uncounted());
        loop.start();
        try {
            await().atMost(Duration.ofSeconds(50))
                    .until(() -> spool.sink("syslog").delivered.size() == events);
        } finally {
            loop.stop();
            sink.close();
        }
    }

    /** However slow the machine: the receiver has handled the batch, or has closed, before the confirmation is asked for. */
    private static Receipt deliver(SyslogSink sink, ScriptedReceiver receiver, EventBatch batch) {
        String last = batch.ids().get(batch.size() - 1);
        int handled = Collections.frequency(receiver.ids(), last);
        int connections = receiver.connections.size();
        boolean opens = isClosed(receiver);
        Receipt receipt = sink.deliver(batch);
        await().pollInterval(Duration.ofMillis(2))
                .until(() -> Collections.frequency(receiver.ids(), last) > handled
                        || isClosed(receiver) && (!opens || receiver.connections.size() > connections));
        return receipt;
    }

    private static boolean isClosed(ScriptedReceiver receiver) {
        return receiver.connections.stream().allMatch(Socket::isClosed);
    }

    private static final class Uncounted implements DeliveryCounters {
        @Override
        public void delivered(int events) {}

        @Override
        public void dead(DeadReason reason, int events) {}

        @Override
        public void lost(long events) {}
    }
}
