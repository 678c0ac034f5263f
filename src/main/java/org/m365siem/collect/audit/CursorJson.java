package org.m365siem.collect.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.m365siem.collect.Window;

/** The cursor as the store keeps it: a small JSON object with a version. */
final class CursorJson {
    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private CursorJson() {}

    static String write(AuditCursor cursor) {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", VERSION).put("position", cursor.position == null ? null : cursor.position.toString());
        ArrayNode open = root.putArray("open");
        for (OpenBlob item : cursor.open.values()) {
            open.addObject()
                    .put("id", item.id())
                    .put("uri", item.blob.contentUri())
                    .put("created", item.blob.created().toString())
                    .put("expires", item.blob.expires().toString())
                    .put("tries", item.tries)
                    .put("search", item.search.name());
        }
        ArrayNode windows = root.putArray("windows");
        for (OpenWindow aside : cursor.windows) {
            windows.addObject()
                    .put("from", aside.window.from().toString())
                    .put("to", aside.window.to().toString())
                    .put("tries", aside.tries);
        }
        root.set("done", JSON.valueToTree(cursor.seen.byMinute()));
        root.set("lost", JSON.valueToTree(cursor.lost));
        return root.toString();
    }

    /**
     * @param now when what is open is due: waits end with the process, whose clock may have been a wrong one
     * @throws IOException when this is not a cursor that this version understands
     */
    static AuditCursor read(String json, Instant now) throws IOException {
        JsonNode root = JSON.readTree(json);
        if (root == null || root.path("version").asInt() != VERSION) {
            throw new IOException("not a cursor of version " + VERSION);
        }
        try {
            AuditCursor cursor = new AuditCursor(root.path("position").isNull() ? null : time(root, "position"));
            for (JsonNode entry : root.path("open")) {
                OpenBlob item = open(entry, now);
                cursor.open.put(item.id(), item);
            }
            for (JsonNode entry : root.path("windows")) {
                OpenWindow aside = new OpenWindow(new Window(time(entry, "from"), time(entry, "to")), now);
                aside.tries = entry.path("tries").asInt();
                cursor.windows.add(aside);
            }
            root.path("done").fields().forEachRemaining(minute -> {
                List<String> keys = new ArrayList<>();
                minute.getValue().forEach(key -> keys.add(key.asText()));
                cursor.seen.load(minute.getKey(), keys);
            });
            root.path("lost")
                    .fields()
                    .forEachRemaining(reason ->
                            cursor.lost.put(reason.getKey(), reason.getValue().asLong()));
            return cursor;
        } catch (DateTimeException | IllegalArgumentException odd) {
            throw new IOException("a cursor with a strange value: " + odd.getMessage());
        }
    }

    private static OpenBlob open(JsonNode entry, Instant now) {
        String id = entry.path("id").asText();
        JsonNode uri = entry.path("uri");
        Blob blob = new Blob(id, uri.isTextual() ? uri.asText() : null, time(entry, "created"), time(entry, "expires"));
        OpenBlob item = new OpenBlob(blob, now);
        item.tries = entry.path("tries").asInt();
        item.search = OpenBlob.Search.valueOf(entry.path("search").asText());
        return item;
    }

    private static Instant time(JsonNode node, String field) {
        return Instant.parse(node.path(field).asText());
    }
}
