package org.m365siem.collect.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.m365siem.collect.Answer;
import org.m365siem.collect.FeedException;
import org.m365siem.collect.Verdict;

/** Reads the JSON arrays of the API that are small: listings of blobs and of subscriptions. */
final class Listing {
    /** Microsoft names 7 days; only used where a descriptor does not say. */
    private static final Duration USUAL_LIFE = Duration.ofDays(7);

    private static final int LIMIT = 64 * 1024 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private Listing() {}

    /**
     * The blobs of a page, in the order listed.
     *
     * @param unknown the arrival time of a descriptor without one
     * @throws FeedException when the body is not an array
     */
    static List<Blob> blobs(Answer answer, Instant unknown, Instant now) {
        List<Blob> blobs = new ArrayList<>();
        for (JsonNode entry : array(answer, now)) {
            String uri = text(entry, "contentUri");
            String id = text(entry, "contentId");
            Instant created = EventTimes.parse(text(entry, "contentCreated"), unknown);
            Instant expires = EventTimes.parse(text(entry, "contentExpiration"), created.plus(USUAL_LIFE));
            blobs.add(new Blob(id != null ? id : lastSegment(uri), uri, created, expires));
        }
        return blobs;
    }

    /** True when the list of subscriptions says that this content type is being collected for us. */
    static boolean isEnabled(Answer answer, String type, Instant now) {
        for (JsonNode entry : array(answer, now)) {
            String status = text(entry, "status");
            if (type.equalsIgnoreCase(text(entry, "contentType")) && "enabled".equalsIgnoreCase(status)) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode array(Answer answer, Instant now) {
        byte[] body = new byte[0];
        try {
            body = answer.body() == null ? body : answer.body().readNBytes(LIMIT);
            JsonNode node = JSON.readTree(body);
            if (node != null && node.isArray()) {
                return node;
            }
        } catch (IOException noJson) {
            if (body.length == 0) {
                throw new FeedException(Verdict.retry("the answer breaks off: " + noJson.getMessage()));
            }
        }
        String text = new String(body, StandardCharsets.UTF_8);
        Verdict said = AuditErrors.of(answer.status(), answer.header("Retry-After"), text, now);
        boolean error = text.contains("AF") && !said.is(Verdict.Kind.SUCCESS);
        throw new FeedException(
                error
                        ? said
                        : Verdict.retry("the list is not a JSON array"
                                + (text.isBlank() ? ", it is empty" : ", it starts with: " + Answer.start(text))));
    }

    private static String text(JsonNode entry, String field) {
        JsonNode value = entry.get(field);
        return value == null || !value.isTextual() || value.asText().isBlank() ? null : value.asText();
    }

    private static String lastSegment(String uri) {
        if (uri == null) {
            return null;
        }
        String path = uri.split("[?#]", 2)[0];
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
