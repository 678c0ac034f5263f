package org.m365siem.deliver;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** A receiver of newline framed messages that does to each connection what a test wants. */
final class ScriptedReceiver implements AutoCloseable {
    /** What happens on one connection, on its own thread. */
    interface Script {
        void run(Socket connection, ScriptedReceiver receiver) throws Exception;
    }

    final List<String> lines = new CopyOnWriteArrayList<>();
    final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final Script script;

    ScriptedReceiver(SSLContext tls, Script script) throws IOException {
        this.script = script;
        InetAddress here = InetAddress.getLoopbackAddress();
        server = tls == null
                ? new ServerSocket(0, 50, here)
                : tls.getServerSocketFactory().createServerSocket(0, 50, here);
        start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Reads lines until so many have come, or until the other side closes. */
    void read(Socket connection, int most) throws IOException {
        InputStream in = connection.getInputStream();
        StringBuilder line = new StringBuilder();
        int read = 0;
        for (int b; read < most && (b = in.read()) >= 0; ) {
            if (b == '\n') {
                lines.add(new String(line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
                line.setLength(0);
                read++;
            } else {
                line.append((char) b);
            }
        }
    }

    /** Closes with a reset, as a system does for a program that left bytes unread. */
    static void reset(Socket connection) throws IOException {
        connection.setSoLinger(true, 0);
        connection.close();
    }

    /** The event ids in the order they came, repeats included. */
    List<String> ids() {
        return lines.stream()
                .map(line -> line.substring(line.indexOf(" id=\"") + 5, line.indexOf("\" tenant=")))
                .toList();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                connections.add(connection);
                start(() -> {
                    try {
                        script.run(connection, this);
                    } catch (Exception gone) {
                        // the connection was closed under the script
                    }
                });
            }
        } catch (IOException closed) {
            // the end of the test
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "scripted-receiver");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
