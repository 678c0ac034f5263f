package org.m365siem.simulator.receiver;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.util.Arrays;

/** RFC 5426: one message in a datagram. */
final class SyslogDatagrams implements SyslogListener {
    private static final int LONGEST = 65_535;
    private static final int KERNEL_BUFFER = 8 * 1_048_576;

    private final DatagramSocket socket;
    private final Faults faults;
    private final SyslogInbox inbox;

    SyslogDatagrams(InetSocketAddress address, Faults faults, ReceiverLog log) throws IOException {
        this.socket = new DatagramSocket(address);
        socket.setOption(StandardSocketOptions.SO_RCVBUF, KERNEL_BUFFER);
        this.faults = faults;
        this.inbox = new SyslogInbox(log);
        Thread thread = new Thread(this::read, "receiver-syslog-udp");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public int port() {
        return socket.getLocalPort();
    }

    private void read() {
        DatagramPacket packet = new DatagramPacket(new byte[LONGEST], LONGEST);
        while (!socket.isClosed()) {
            try {
                packet.setLength(LONGEST);
                socket.receive(packet);
                faults.slowDown(1);
                faults.awaitEnd(Fault.SILENT);
                inbox.message(Arrays.copyOf(packet.getData(), packet.getLength()));
                inbox.flush();
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    inbox.malformed("datagram not read: " + e.getMessage(), new byte[0]);
                }
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
