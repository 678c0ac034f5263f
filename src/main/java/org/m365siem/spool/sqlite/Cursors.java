package org.m365siem.spool.sqlite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.m365siem.collect.CursorStore;
import org.m365siem.collect.FeedKey;
import org.m365siem.collect.FeedStatus;
import org.m365siem.spool.FeedEntry;
import org.m365siem.spool.SpoolException;

/** The cursors of the sources, one row a feed; the status beside each as JSON, times in ISO 8601. */
final class Cursors implements CursorStore {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Store store;

    Cursors(Store store) {
        this.store = store;
    }

    @Override
    public Optional<String> load(FeedKey feed) {
        return store.read(session -> session.first(
                row -> row.getString(1),
                "select cursor from cursor where source = ? and tenant = ? and feed = ?",
                feed.source(),
                feed.tenant(),
                feed.feed()));
    }

    @Override
    public void save(FeedKey feed, String cursor, FeedStatus status) {
        String json = write(status);
        store.writeProgress(session -> session.update(
                "insert or replace into cursor values (?, ?, ?, ?, ?)",
                feed.source(),
                feed.tenant(),
                feed.feed(),
                cursor,
                json));
    }

    static List<FeedEntry> feeds(Session session) throws SQLException {
        return session.list(
                row -> new FeedEntry(
                        new FeedKey(row.getString(1), row.getString(2), row.getString(3)), read(row.getString(4))),
                "select source, tenant, feed, status from cursor order by source, tenant, feed");
    }

    private static String write(FeedStatus status) {
        ObjectNode node = JSON.createObjectNode();
        node.put("state", status.state());
        node.put("position", text(status.position()));
        node.put("openItems", status.openItems());
        node.put("lastSuccess", text(status.lastSuccess()));
        node.put("lastError", status.lastError());
        node.put("notBefore", text(status.notBefore()));
        ObjectNode lost = node.putObject("lost");
        new TreeMap<>(status.lost()).forEach(lost::put);
        return node.toString();
    }

    private static FeedStatus read(String json) {
        try {
            JsonNode node = JSON.readTree(json);
            Map<String, Long> lost = new TreeMap<>();
            node.path("lost")
                    .fields()
                    .forEachRemaining(e -> lost.put(e.getKey(), e.getValue().asLong()));
            return new FeedStatus(
                    node.path("state").asText(null),
                    time(node.path("position")),
                    node.path("openItems").asInt(),
                    time(node.path("lastSuccess")),
                    node.path("lastError").asText(null),
                    time(node.path("notBefore")),
                    lost);
        } catch (JsonProcessingException e) {
            throw new SpoolException("the status of a feed cannot be read: the database is damaged", e);
        }
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }

    private static Instant time(JsonNode node) {
        return node.isTextual() ? Instant.parse(node.asText()) : null;
    }
}
