package org.m365siem.simulator.receiver;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** RFC 6587 over TCP and RFC 5425 over TLS: a thread a connection. */
final class SyslogStreams implements SyslogListener {
    private final ServerSocket server = new ServerSocket();
    private final Set<SyslogConnection> connections = ConcurrentHashMap.newKeySet();
    private final SSLContext tls;
    private final int longest;
    private final Faults faults;
    private final ReceiverLog log;

    SyslogStreams(InetSocketAddress address, SSLContext tls, int longest, Faults faults, ReceiverLog log)
            throws IOException {
        this.tls = tls;
        this.longest = longest;
        this.faults = faults;
        this.log = log;
        server.setReuseAddress(true);
        server.bind(address);
        start(this::accept, "receiver-syslog-accept");
    }

    @Override
    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket plain = server.accept();
                start(() -> serve(plain), "receiver-syslog-tcp");
            } catch (IOException e) {
                if (!server.isClosed()) {
                    log.malformed("connection not accepted: " + e.getMessage());
                }
            }
        }
    }

    private void serve(Socket plain) {
        try (SyslogConnection connection = new SyslogConnection(plain, secured(plain), longest, faults, log)) {
            connections.add(connection);
            try {
                if (!server.isClosed()) {
                    connection.read();
                }
            } finally {
                connections.remove(connection);
            }
        } catch (IOException e) {
            log.malformed("connection not served: " + e.getMessage());
        }
    }

    /**
     * The layered socket is made with what was read already (nothing), which makes it a server without further calls; the
     * context's server sockets know whether a client certificate is wanted.
     */
    private Socket secured(Socket plain) throws IOException {
        if (tls == null) {
            return plain;
        }
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
        socket.setUseClientMode(false);
        socket.setNeedClientAuth(tls.getDefaultSSLParameters().getNeedClientAuth());
        return socket;
    }

    private static void start(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        connections.forEach(SyslogConnection::reset);
    }
}
