package org.m365siem.deliver;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.m365siem.event.EventBatch;
import org.m365siem.format.Bytes;

/**
 * Syslog over UDP (RFC 5426): one message a datagram, nothing is ever acknowledged. A datagram that was handed to the network
 * counts as delivered; the receiver and everything between may drop it without a word.
 */
final class SyslogDatagrams implements SyslogSender {
    /** The largest payload of an IPv4 datagram. */
    static final int MOST_BYTES = 65_507;

    private final String host;
    private final int port;
    private final SyslogFailures failures;
    private final SyslogFraming framing;
    private final Bytes message = new Bytes(16 * 1024);
    private DatagramSocket socket;

    SyslogDatagrams(String host, int port, SyslogFailures failures, SyslogFraming framing) {
        this.host = host;
        this.port = port;
        this.failures = failures;
        this.framing = framing;
    }

    @Override
    public synchronized Receipt send(EventBatch batch) {
        try {
            if (socket == null) {
                socket = open();
            }
            for (int i = 0; i < batch.size(); i++) {
                framing.append(batch.events().get(i), batch.payload(i), message.clear());
                socket.send(new DatagramPacket(message.array(), message.size()));
            }
            listen();
            return Receipt.acknowledged(batch);
        } catch (IOException e) {
            // the name is resolved anew for the next try: the receiver may have moved
            close();
            throw failures.connecting(e);
        }
    }

    /** A machine without a receiver says so in an ICMP message (RFC 1122 section 4.1.3.3), if nothing filters it. */
    private void listen() throws IOException {
        try {
            socket.setSoTimeout(1);
            socket.receive(new DatagramPacket(new byte[1], 1));
        } catch (SocketTimeoutException nothingSaid) {
            // all that UDP can tell
        }
    }

    private DatagramSocket open() throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException(host);
        }
        DatagramSocket opened = new DatagramSocket();
        try {
            opened.connect(address);
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
