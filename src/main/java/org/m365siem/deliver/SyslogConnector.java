package org.m365siem.deliver;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.m365siem.auth.Trust;

/** Opens a TCP connection to a syslog receiver, and TLS over it when asked (RFC 5425): 1.2 or newer, host name or address checked. */
final class SyslogConnector {
    /**
     * Bytes. A system left alone lets it grow to megabytes, all of them lost without a sign when a receiver that does not read
     * is killed; the last 1 MB that the spool keeps must be more than this.
     */
    static final int SEND_BUFFER = 256 * 1024;

    private final String host;
    private final int port;
    private final Duration timeout;
    private final Supplier<SSLContext> tls;

    /**
     * @param timeout for the connection, and again for the TLS handshake
     * @param tls makes a context for each connection, so that a renewed certificate file is used at the next one; null: no TLS
     */
    SyslogConnector(String host, int port, Duration timeout, Supplier<SSLContext> tls) {
        this.host = host;
        this.port = port;
        this.timeout = timeout;
        this.tls = tls;
    }

    /** The plain socket and the one to talk through: the same without TLS. */
    record Sockets(Socket plain, Socket talking) {}

    Sockets open() throws IOException {
        Socket plain = new Socket();
        try {
            plain.setSendBufferSize(SEND_BUFFER);
            plain.setTcpNoDelay(true);
            plain.setKeepAlive(true);
            plain.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
            return new Sockets(plain, tls == null ? plain : secured(plain));
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private SSLSocket secured(Socket plain) throws IOException {
        SSLSocket socket = (SSLSocket) tls.get().getSocketFactory().createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(Trust.PROTOCOLS.toArray(String[]::new));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout((int) timeout.toMillis());
        socket.startHandshake();
        return socket;
    }
}
