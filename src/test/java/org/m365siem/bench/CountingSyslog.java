package org.m365siem.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** Counts octet-counted frames (RFC 6587) on TCP and looks at nothing else. */
final class CountingSyslog implements AutoCloseable {
    private final ServerSocket server;
    private final AtomicLong count = new AtomicLong();

    CountingSyslog() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    long count() {
        return count.get();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "counting-syslog");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                start(() -> read(socket));
            }
        } catch (IOException closed) {
            // the benchmark is over
        }
    }

    private void read(Socket socket) {
        try (socket;
                InputStream in = new BufferedInputStream(socket.getInputStream(), 64 * 1024)) {
            for (int length = length(in); length >= 0; length = length(in)) {
                in.skipNBytes(length);
                count.incrementAndGet();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int length(InputStream in) throws IOException {
        int length = 0;
        for (int c = in.read(); c != ' '; c = in.read()) {
            if (c < '0' || c > '9') {
                if (c < 0 && length == 0) {
                    return -1;
                }
                throw new IOException("no octet count");
            }
            length = length * 10 + c - '0';
        }
        return length;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
