package org.m365siem.bench;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.m365siem.simulator.tenant.records.ContentType;

/**
 * Token endpoint and Management Activity API over TLS, as plain as the protocol allows: blobs appear when they are released,
 * every token is good, nothing is throttled.
 */
final class CheapTenant implements AutoCloseable {
    private static final int PAGE = 200;

    /** Blobs that became available together, {@code [first, end)}. */
    private record Release(long first, long end, Instant created) {}

    private final Blobs blobs;
    private final CheapServer server;
    private final List<Release> releases = new CopyOnWriteArrayList<>();
    private volatile long firstListing;
    private volatile long firstBlob;

    CheapTenant(Blobs blobs, SSLContext tls) throws IOException {
        this.blobs = blobs;
        this.server = new CheapServer(tls, this::answer);
    }

    String url() {
        return server.url();
    }

    /** So many more blobs are listed from now on. */
    void release(long count) {
        long first = releases.isEmpty() ? 0 : releases.get(releases.size() - 1).end();
        firstBlob = 0;
        releases.add(new Release(first, first + count, Instant.now()));
    }

    /** {@link System#nanoTime} of the first listing, or 0. */
    long firstListing() {
        return firstListing;
    }

    /** {@link System#nanoTime} of the first blob that was fetched since the last release, or 0. */
    long firstBlob() {
        return firstBlob;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.contains("/oauth2/")) {
            exchange.getRequestBody().readAllBytes();
            CheapServer.send(exchange, 200, json("{'token_type':'Bearer','expires_in':3599,'access_token':'bench'}"));
        } else if (path.endsWith("/subscriptions/list")) {
            CheapServer.send(exchange, 200, subscriptions());
        } else if (path.endsWith("/subscriptions/content")) {
            firstListing = firstListing == 0 ? System.nanoTime() : firstListing;
            list(exchange, query(exchange.getRequestURI().getRawQuery()));
        } else {
            firstBlob = firstBlob == 0 ? System.nanoTime() : firstBlob;
            long blob = Long.parseLong(path.substring(path.lastIndexOf('/') + 1));
            CheapServer.send(exchange, 200, blobs.body(blob));
        }
    }

    private static byte[] subscriptions() {
        return json(Arrays.stream(ContentType.values())
                .map(type -> "{'contentType':'" + type.text() + "','status':'enabled','webhook':null}")
                .collect(Collectors.joining(",", "[", "]")));
    }

    private void list(HttpExchange exchange, Map<String, String> query) throws IOException {
        Instant from = time(query.get("starttime"));
        Instant to = time(query.get("endtime"));
        ContentType type = ContentType.of(query.get("contenttype"));
        long next = Long.parseLong(query.getOrDefault("nextpage", "0"));
        StringBuilder page = new StringBuilder("[");
        int count = 0;
        for (Release release : releases) {
            boolean inside =
                    !release.created().isBefore(from) && release.created().isBefore(to);
            for (long blob = Math.max(next, release.first()); inside && blob < release.end(); blob++) {
                if (blobs.type(blob) == type && count++ < PAGE) {
                    page.append(page.length() > 1 ? "," : "").append(entry(blob, type, release.created()));
                    next = blob + 1;
                }
            }
        }
        if (count > PAGE) {
            String link = exchange.getRequestURI().toString().replaceAll("&nextpage=\\d+", "") + "&nextpage=" + next;
            exchange.getResponseHeaders().set("NextPageUri", url() + link);
        }
        CheapServer.send(exchange, 200, json(page + "]"));
    }

    private String entry(long blob, ContentType type, Instant created) {
        Instant time = created.truncatedTo(ChronoUnit.MILLIS);
        return "{'contentType':'" + type.text() + "','contentId':'" + blob + "','contentUri':'" + url() + "/api/v1.0/"
                + Blobs.TENANT + "/activity/feed/audit/" + blob + "','contentCreated':'" + time
                + "','contentExpiration':'" + time.plus(7, ChronoUnit.DAYS) + "'}";
    }

    private static Instant time(String text) {
        return LocalDateTime.parse(text.replace("Z", "")).toInstant(ZoneOffset.UTC);
    }

    private static byte[] json(String singleQuotes) {
        return singleQuotes.replace('\'', '"').getBytes(StandardCharsets.US_ASCII);
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String part : raw.split("&")) {
            String[] pair = part.split("=", 2);
            query.put(pair[0].toLowerCase(), URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    @Override
    public void close() {
        server.close();
    }
}
