package org.m365siem.camel;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A small Management Activity API on a real socket, with answers that a test can put before its own. */
final class FakeTenant implements AutoCloseable {
    static final String ID = "11111111-2222-3333-4444-555555555555";

    record Stored(String type, String id, Instant created, String body, String uri) {}

    /** An answer put before the ordinary one; a body longer than the declared length breaks off. */
    record Canned(int status, Map<String, String> headers, String body, boolean cut) {
        static Canned of(int status, String body) {
            return new Canned(status, Map.of(), body, false);
        }
    }

    final List<Stored> blobs = new CopyOnWriteArrayList<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    final Map<String, Boolean> enabled = new ConcurrentHashMap<>();
    final AtomicInteger atOnce = new AtomicInteger();
    final AtomicInteger mostAtOnce = new AtomicInteger();
    volatile int pageSize = 1000;
    volatile long blobMillis;
    /** Content ids that begin so come at ten bytes a second, until the tenant closes. */
    volatile String trickling = "no content";

    /** Requests that contain this come at ten bytes a second as well. */
    volatile String tricklingRequest = "no request";

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, Queue<Canned>> canned = new ConcurrentHashMap<>();
    private final HttpServer server;

    FakeTenant() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::serve);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The next request whose line contains this text gets this answer. */
    void next(String containing, Canned... answers) {
        canned.computeIfAbsent(containing, c -> new ConcurrentLinkedQueue<>()).addAll(List.of(answers));
    }

    void put(String type, String id, Instant created, int events) {
        List<String> records = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            records.add("{\"Id\":\"" + id + "-" + i + "\",\"RecordType\":28,\"CreationTime\":\"2026-03-01T09:58:31\"}");
        }
        blobs.add(new Stored(type, id, created, "[" + String.join(",", records) + "]", null));
    }

    long count(String containing) {
        return requests.stream().filter(r -> r.contains(containing)).count();
    }

    private void serve(HttpExchange exchange) throws IOException {
        String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        requests.add(line);
        try (exchange) {
            for (Map.Entry<String, Queue<Canned>> entry : canned.entrySet()) {
                Canned answer = line.contains(entry.getKey()) ? entry.getValue().poll() : null;
                if (answer != null) {
                    send(exchange, answer);
                    return;
                }
            }
            Canned answer = ordinary(exchange, line);
            if (line.contains("/audit/" + trickling) || line.contains(tricklingRequest)) {
                trickle(exchange, answer);
            } else {
                send(exchange, answer);
            }
        }
    }

    private Canned ordinary(HttpExchange exchange, String line) {
        String auth = exchange.getRequestHeaders().getFirst("Authorization");
        if (!"Bearer good".equals(auth)) {
            return Canned.of(401, "");
        }
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        if (!ID.equals(query.get("publisheridentifier"))) {
            return Canned.of(400, "{\"error\":{\"code\":\"AF20001\",\"message\":\"publisher\"}}");
        }
        if (line.contains("/subscriptions/list")) {
            StringBuilder list = new StringBuilder();
            enabled.forEach((type, on) -> list.append(list.isEmpty() ? "" : ",")
                    .append("{\"contentType\":\"" + type + "\",\"status\":\"" + (on ? "enabled" : "disabled")
                            + "\",\"webhook\":null}"));
            return Canned.of(200, "[" + list + "]");
        }
        if (line.contains("/subscriptions/start")) {
            Boolean old = enabled.put(query.get("contenttype"), true);
            return Boolean.TRUE.equals(old)
                    ? Canned.of(400, "{\"error\":{\"code\":\"AF20024\",\"message\":\"already enabled\"}}")
                    : Canned.of(200, "{\"status\":\"enabled\"}");
        }
        if (line.contains("/subscriptions/content")) {
            return content(query);
        }
        return blob(line);
    }

    private Canned content(Map<String, String> query) {
        Instant from = LocalDateTime.parse(query.get("starttime")).toInstant(ZoneOffset.UTC);
        Instant to = LocalDateTime.parse(query.get("endtime")).toInstant(ZoneOffset.UTC);
        List<Stored> listed = blobs.stream()
                .filter(b -> b.type().equals(query.get("contenttype")))
                .filter(b -> !b.created().isBefore(from) && b.created().isBefore(to))
                .toList();
        int start = Integer.parseInt(query.getOrDefault("nextpage", "0"));
        int end = Math.min(listed.size(), start + pageSize);
        StringBuilder body = new StringBuilder("[");
        for (Stored blob : listed.subList(start, end)) {
            String uri =
                    blob.uri() != null ? blob.uri() : url() + "/api/v1.0/" + ID + "/activity/feed/audit/" + blob.id();
            body.append(body.length() > 1 ? "," : "")
                    .append("{\"contentType\":\"" + blob.type() + "\",\"contentId\":\"" + blob.id()
                            + "\",\"contentUri\":\""
                            + uri + "\",\"contentCreated\":\"" + blob.created() + "\",\"contentExpiration\":\""
                            + blob.created().plusSeconds(7 * 86400) + "\"}");
        }
        Map<String, String> headers = end < listed.size()
                ? Map.of(
                        "NextPageUri",
                        url() + "/api/v1/" + ID + "/activity/feed/subscriptions/content?contenttype="
                                + query.get("contenttype") + "&starttime=" + query.get("starttime") + "&endtime="
                                + query.get("endtime") + "&nextpage=" + end)
                : Map.of();
        return new Canned(200, headers, body + "]", false);
    }

    private Canned blob(String line) {
        int now = atOnce.incrementAndGet();
        mostAtOnce.accumulateAndGet(now, Math::max);
        try {
            if (blobMillis > 0) {
                new CountDownLatch(1).await(blobMillis, TimeUnit.MILLISECONDS);
            }
            for (Stored blob : blobs) {
                if (line.contains("/activity/feed/audit/" + blob.id() + "?")) {
                    return Canned.of(200, blob.body());
                }
            }
            return Canned.of(404, "{\"error\":{\"code\":\"AF20050\",\"message\":\"no such content\"}}");
        } catch (InterruptedException stopped) {
            return Canned.of(503, "");
        } finally {
            atOnce.decrementAndGet();
        }
    }

    /** Ends the bodies that trickle, in their middle. */
    void endTrickle() {
        closed.countDown();
    }

    private void trickle(HttpExchange exchange, Canned answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length);
        try {
            for (int i = 0; i < body.length && !closed.await(100, TimeUnit.MILLISECONDS); i++) {
                exchange.getResponseBody().write(body[i]);
                exchange.getResponseBody().flush();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, Canned answer) throws IOException {
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length + (answer.cut() ? 100 : 0));
        if (body.length > 0) {
            OutputStream out = exchange.getResponseBody();
            out.write(body);
            out.flush();
        }
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String part : raw == null ? new String[0] : raw.split("&")) {
            String[] pair = part.split("=", 2);
            query.put(pair[0].toLowerCase(), URLDecoder.decode(pair.length > 1 ? pair[1] : "", StandardCharsets.UTF_8));
        }
        return query;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
