package org.m365siem.simulator.receiver;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * A request as it arrived.
 *
 * @param wire the body's bytes on the wire, cut off one byte above the limit
 * @param body the body after gzip, cut off one byte above the limit; null when it calls itself gzip and is not
 */
record HttpRequest(String method, String path, Map<String, String> query, Headers headers, byte[] wire, byte[] body) {

    static HttpRequest read(HttpExchange exchange, int limit) throws IOException {
        byte[] wire = upTo(exchange.getRequestBody(), limit);
        boolean gzip = "gzip".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        return new HttpRequest(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                query(exchange.getRequestURI().getRawQuery()),
                exchange.getRequestHeaders(),
                wire,
                gzip && wire.length <= limit ? unzip(wire, limit) : wire);
    }

    String header(String name) {
        return headers.getFirst(name);
    }

    private static byte[] upTo(InputStream stream, int limit) throws IOException {
        byte[] read = stream.readNBytes(limit == Integer.MAX_VALUE ? limit : limit + 1);
        stream.transferTo(java.io.OutputStream.nullOutputStream());
        return read;
    }

    private static byte[] unzip(byte[] wire, int limit) {
        try (InputStream gzip = new GZIPInputStream(new ByteArrayInputStream(wire))) {
            return gzip.readNBytes(limit + 1);
        } catch (IOException notGzip) {
            return null;
        }
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            query.put(decode(key), equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
