package org.m365siem.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;
import org.m365siem.format.Bytes;
import org.m365siem.format.SyslogLine;

/** What a syslog line costs beside writing the same bytes. CPU of the sending thread alone. */
@Tag("bench")
class SyslogBench {
    private static final int BATCHES = 1000;
    private static final int EVENTS = 500;

    @Test
    void the_sink_beside_a_raw_write() throws Exception {
        EventBatch batch = batch();
        SyslogLine line = new SyslogLine(true, 13, "fwd01", "4711", 8192);
        Bytes room = new Bytes(1 << 20);
        append(line, batch, room);
        byte[] frames = room.toArray();
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread drain = new Thread(() -> drain(server), "drain");
            drain.setDaemon(true);
            drain.start();
            SyslogSink sink = new SyslogSink();
            sink.setHost("127.0.0.1");
            sink.setPort(Integer.toString(server.getLocalPort()));
            sink.setTransport("tcp");
            sink.init();
            try (Socket raw = new Socket("127.0.0.1", server.getLocalPort())) {
                OutputStream out = raw.getOutputStream();
                for (int round = 0; round < 3; round++) {
                    double plain = cpu(() -> out.write(frames));
                    double lines = cpu(() -> append(line, batch, room.clear()));
                    double whole = cpu(() -> sink.deliver(batch));
                    System.out.printf(
                            "syslog over TCP, %d bytes a line: raw write %.2f us, lines %.2f us, sink %.2f us an event%n",
                            frames.length / EVENTS, plain, lines, whole);
                    assertThat(whole).isPositive();
                }
            }
            sink.close();
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private static double cpu(Step step) throws Exception {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int i = 0; i < BATCHES; i++) {
            step.run();
        }
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1000.0 / BATCHES / EVENTS;
    }

    private static EventBatch batch() {
        SecurityEvent[] events = new SecurityEvent[EVENTS];
        for (int i = 0; i < EVENTS; i++) {
            events[i] = Batches.event(
                    "7c1e6f52-0a0b-4c3d-9e8f-" + (100000000000L + i),
                    "{\"Id\":\"" + i + "\",\"Name\":\"" + (i % 10 == 0 ? "Zoë" : "Zoe") + "\",\"Data\":\""
                            + "abcdefghij ".repeat(115) + "\"}");
        }
        return Batches.of(events);
    }

    private static void append(SyslogLine line, EventBatch batch, Bytes room) {
        for (int i = 0; i < batch.size(); i++) {
            line.octetCounted(batch.events().get(i), batch.payload(i), room);
        }
    }

    private static void drain(ServerSocket server) {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread reader = new Thread(() -> {
                    try (InputStream in = socket.getInputStream()) {
                        byte[] buffer = new byte[1 << 20];
                        while (in.read(buffer) >= 0) {
                            // only drained
                        }
                    } catch (java.io.IOException closed) {
                        // the end
                    }
                });
                reader.setDaemon(true);
                reader.start();
            }
        } catch (java.io.IOException closed) {
            // the end
        }
    }
}
