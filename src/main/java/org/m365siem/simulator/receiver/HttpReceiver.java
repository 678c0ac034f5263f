package org.m365siem.simulator.receiver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/** What the receivers with an HTTP API share: the server, its faults, the log. */
abstract class HttpReceiver implements Receiver {
    private final ReceiverLog log;
    private final ReceiverLog refused;
    private final Faults faults;
    private final SSLContext tls;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "receiver-" + name());
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicLong requests = new AtomicLong();
    private HttpServer server;
    private int port;

    /**
     * @param port 0 for any free one; kept over times when it is down
     * @param tls null for plain HTTP
     */
    HttpReceiver(int port, SSLContext tls, ReceiverLog log, ReceiverLog refused) {
        this.port = port;
        this.tls = tls;
        this.log = log;
        this.refused = refused;
        this.faults = new Faults(name(), EnumSet.allOf(Fault.class), this::upOrDown);
    }

    /** Starts to listen; the last step of every constructor. */
    final void start() {
        upOrDown();
    }

    /** Answers a request that no connection fault has got. */
    abstract HttpAnswer handle(HttpRequest request);

    /** What this SIEM says when it is busy. */
    abstract HttpAnswer busy();

    /** The most bytes of a body that are read. */
    abstract int bodyLimit();

    final Faults faults() {
        return faults;
    }

    /** The port that it listens on, or will listen on again. */
    public final int port() {
        return port;
    }

    final String url() {
        return (tls == null ? "http" : "https") + "://localhost:" + port;
    }

    private synchronized void upOrDown() {
        boolean down = faults.on(Fault.DOWN);
        if (down && server != null) {
            server.stop(0);
            server = null;
        } else if (!down && server == null) {
            server = listen();
        }
    }

    private HttpServer listen() {
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            HttpServer started = tls == null ? HttpServer.create(address, 0) : HttpsServer.create(address, 0);
            if (started instanceof HttpsServer https) {
                https.setHttpsConfigurator(new HttpsConfigurator(tls));
            }
            started.setExecutor(threads);
            started.createContext("/", this::serve);
            started.start();
            port = started.getAddress().getPort();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(name() + " receiver cannot listen on port " + port, e);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpRequest request = HttpRequest.read(exchange, bodyLimit());
            long number = requests.getAndIncrement();
            faults.slowDown(300);
            if (faults.on(Fault.SILENT)) {
                faults.awaitEnd(Fault.SILENT);
                return;
            }
            boolean reset = faults.on(Fault.RESETS) && number % 3 == 0;
            if (reset && number % 2 == 0) {
                return;
            }
            HttpAnswer answer = answer(request);
            if (reset) {
                return;
            }
            if (faults.on(Fault.CLOSES_AFTER_EACH)) {
                answer = answer.with("Connection", "close");
            }
            answer.send(exchange);
        } catch (RuntimeException e) {
            log.malformed("receiver failed: " + e);
            throw e;
        }
    }

    private HttpAnswer answer(HttpRequest request) {
        if (faults.on(Fault.BUSY)) {
            return busy();
        }
        return faults.on(Fault.HTML) ? HttpAnswer.webPage() : handle(request);
    }

    @Override
    public final ReceiverLog log() {
        return log;
    }

    @Override
    public final ReceiverLog refused() {
        return refused;
    }

    @Override
    public final void fault(String scenario) {
        faults.begin(scenario);
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
        threads.shutdownNow();
        log.close();
        refused.close();
    }
}
