package org.m365siem.simulator.tenant.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Accepts TLS connections on the loopback address and serves each one on a thread of a bounded pool. */
public final class HttpsListener implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 256;

    private final ServerSocket server;
    private final SSLContext tls;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor threads;
    private Function<HttpRequest, HttpAnswer> handler;

    private HttpsListener(ServerSocket server, SSLContext tls, Clock clock) {
        this.server = server;
        this.tls = tls;
        this.clock = clock;
        this.threads = new ThreadPoolExecutor(
                1, MOST_CONNECTIONS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), HttpsListener::thread);
    }

    /** Takes the port; nothing is accepted before {@link #start}. @param port 0 for any free one */
    public static HttpsListener open(int port, SSLContext tls, Clock clock) throws IOException {
        return new HttpsListener(new ServerSocket(port, 200, InetAddress.getLoopbackAddress()), tls, clock);
    }

    /** Serves every request with this handler, from now on. */
    public void start(Function<HttpRequest, HttpAnswer> requests) {
        handler = requests;
        threads.execute(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (closed.getCount() > 0) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                serve(socket);
            } catch (IOException stopped) {
                // the loop ends when the listener is closed
            }
        }
    }

    private void serve(Socket socket) {
        try {
            threads.execute(() -> converse(socket));
        } catch (RejectedExecutionException full) {
            close(socket);
        }
    }

    private void converse(Socket socket) {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(120_000);
            SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, true);
            secure.setUseClientMode(false);
            new HttpConnection(secure, socket, clock, closed, handler).run();
        } catch (IOException gone) {
            // the client left, or does not trust this server: its own concern
        } finally {
            close(socket);
        }
    }

    private void close(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException ignored) {
            // nothing more can be done with it
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "simulated-tenant");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            server.close();
        } catch (IOException ignored) {
            // it is gone in any case
        }
        open.forEach(this::close);
        threads.shutdown();
    }
}
