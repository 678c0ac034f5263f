package org.m365siem.simulator.receiver;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An answer to send; an empty body is none at all. */
record HttpAnswer(int status, String contentType, String body, Map<String, String> headers) {
    static HttpAnswer json(int status, String body) {
        return new HttpAnswer(status, "application/json; charset=UTF-8", body, Map.of());
    }

    static HttpAnswer text(int status, String body) {
        return new HttpAnswer(status, "text/plain; charset=UTF-8", body, Map.of());
    }

    /** What a proxy or a login page in between answers. */
    static HttpAnswer webPage() {
        return new HttpAnswer(200, "text/html", "<html><body>Please sign in to continue.</body></html>", Map.of());
    }

    HttpAnswer with(String header, String value) {
        return new HttpAnswer(status, contentType, body, Map.of(header, value));
    }

    void send(HttpExchange exchange) throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0) {
            exchange.getResponseHeaders().set("Content-Type", contentType);
        }
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }
}
