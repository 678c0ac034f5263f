package org.m365siem.deliver;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
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
        int sent = 0;
        try {
            if (socket == null) {
                socket = open();
            }
            for (; sent < batch.size(); sent++) {
                framing.append(batch.events().get(sent), batch.payload(sent), message.clear());
                socket.send(new DatagramPacket(message.toArray(), message.size()));
            }
            return Receipt.acknowledged(batch);
        } catch (IOException e) {
            // the name is resolved anew for the next try: the receiver may have moved
            close();
            throw failures.connecting(e).delivered(batch.slice(0, sent).ids());
        }
    }

    private DatagramSocket open() throws IOException {
        DatagramSocket opened = new DatagramSocket();
        try {
            opened.connect(new InetSocketAddress(host, port));
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
