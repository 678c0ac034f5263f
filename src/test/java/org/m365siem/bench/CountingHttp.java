package org.m365siem.bench;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;

/** Takes request bodies over TLS, unpacks them and counts how often a text stands in them: once in each event's envelope. */
final class CountingHttp implements AutoCloseable {
    private final CheapServer server;
    private final AtomicLong count = new AtomicLong();
    private final byte[] wanted;
    private final int status;
    private final byte[] answer;

    private CountingHttp(SSLContext tls, String wanted, int status, String answer) throws IOException {
        this.wanted = wanted.getBytes(StandardCharsets.US_ASCII);
        this.status = status;
        this.answer = answer.getBytes(StandardCharsets.US_ASCII);
        this.server = new CheapServer(tls, this::take);
    }

    static CountingHttp splunk(SSLContext tls) throws IOException {
        return new CountingHttp(tls, "}}\n", 200, "{\"text\":\"Success\",\"code\":0}");
    }

    static CountingHttp sentinel(SSLContext tls) throws IOException {
        return new CountingHttp(tls, "{\"TimeGenerated\":", 204, "");
    }

    String url() {
        return server.url();
    }

    long count() {
        return count.get();
    }

    private void take(HttpExchange exchange) throws IOException {
        boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        InputStream body = exchange.getRequestBody();
        try (InputStream in = packed ? new GZIPInputStream(body, 16 * 1024) : body) {
            count.addAndGet(count(in));
        }
        CheapServer.send(exchange, status, answer);
    }

    private long count(InputStream in) throws IOException {
        byte[] piece = new byte[64 * 1024];
        long found = 0;
        int matched = 0;
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            for (int i = 0; i < read; i++) {
                matched = piece[i] == wanted[matched] ? matched + 1 : piece[i] == wanted[0] ? 1 : 0;
                if (matched == wanted.length) {
                    found++;
                    matched = 0;
                }
            }
        }
        return found;
    }

    @Override
    public void close() {
        server.close();
    }
}
