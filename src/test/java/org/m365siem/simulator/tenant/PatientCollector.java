package org.m365siem.simulator.tenant;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.m365siem.TickingClock;
import org.m365siem.simulator.tenant.records.ContentType;
import org.m365siem.simulator.tenant.records.EventBitmap;

/** Lists and fetches everything again and again, until the tenant is drained; whatever goes wrong is tried in the next round. */
final class PatientCollector {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final int MOST_ROUNDS = 60;

    private final SimulatedTenant tenant;
    private final TenantClient client;
    private final TickingClock clock;
    private final Instant start;
    private final EventBitmap received = new EventBitmap();
    private final Set<String> done = new HashSet<>();
    private final Map<String, Integer> troubles = new HashMap<>();
    private long copies;
    private long strangers;
    private boolean loggedIn;

    PatientCollector(SimulatedTenant tenant, TickingClock clock) {
        this.tenant = tenant;
        this.client = new TenantClient(tenant);
        this.clock = clock;
        this.start = clock.instant();
    }

    void drain() throws InterruptedException {
        for (int round = 0; round < MOST_ROUNDS && !(round > 0 && tenant.isDrained()); round++) {
            for (ContentType type : ContentType.values()) {
                round(type);
            }
            clock.tick(Duration.ofSeconds(3));
        }
    }

    private void round(ContentType type) throws InterruptedException {
        try {
            if (!loggedIn) {
                loggedIn = login();
            }
            HttpResponse<String> started = client.start(type.text());
            if (started.statusCode() != 200 && !TenantClient.code(started).equals("AF20024")) {
                trouble("start " + TenantClient.code(started));
            }
            list(type);
        } catch (IOException broken) {
            trouble(broken.getClass().getSimpleName());
        }
    }

    private boolean login() throws IOException, InterruptedException {
        HttpResponse<String> answer = client.login();
        JsonNode json = TenantClient.json(answer);
        if (answer.statusCode() == 200 && json.path("expires_in").asInt() > 0 && json.has("access_token")) {
            return true;
        }
        trouble("login " + answer.statusCode());
        return false;
    }

    private void list(ContentType type) throws IOException, InterruptedException {
        String next = "subscriptions/content?contentType=" + type.text() + "&startTime="
                + FORM.format(start.minus(Duration.ofHours(8))) + "&endTime="
                + FORM.format(start.plus(Duration.ofHours(2))) + "&PublisherIdentifier=p";
        while (next != null) {
            HttpResponse<String> page = client.get(next);
            JsonNode descriptors = checked(page, "list");
            for (JsonNode descriptor : descriptors) {
                fetch(descriptor);
            }
            next = page.headers().firstValue("NextPageUri").orElse(null);
            if (next != null && (!next.startsWith(client.feed()) || next.contains("2019"))) {
                trouble("link");
                next = null;
            }
        }
    }

    private void fetch(JsonNode descriptor) throws InterruptedException {
        String id = descriptor.path("contentId").asText();
        if (!descriptor.path("contentUri").asText().equals(client.feed() + "/audit/" + id)) {
            trouble("uri");
        }
        if (done.contains(id)) {
            return;
        }
        try {
            HttpResponse<String> blob = client.get("audit/" + id + "?PublisherIdentifier=p");
            boolean lost = blob.statusCode() >= 400 && blob.body().contains("AF2005");
            JsonNode records = lost ? TenantClient.JSON.createArrayNode() : checked(blob, "blob");
            for (JsonNode record : records) {
                receive(record.path("Id").asText());
            }
            done.add(id);
        } catch (IOException broken) {
            trouble(broken.getClass().getSimpleName());
        }
    }

    private void receive(String id) {
        long number = tenant.number(id);
        if (number < 0) {
            strangers++;
        } else if (!received.add(number)) {
            copies++;
        }
    }

    private JsonNode checked(HttpResponse<String> answer, String what) throws IOException {
        if (answer.statusCode() == 401) {
            loggedIn = false;
        }
        String body = answer.body().startsWith("\uFEFF") ? answer.body().substring(1) : answer.body();
        JsonNode json = answer.statusCode() == 200 ? TenantClient.JSON.readTree(body) : null;
        if (json == null || !json.isArray()) {
            throw new IOException(what + " answered " + answer.statusCode());
        }
        return json;
    }

    private void trouble(String what) {
        troubles.merge(what, 1, Integer::sum);
    }

    EventBitmap received() {
        return received;
    }

    Map<String, Integer> troubles() {
        return troubles;
    }

    /** Records that came once more. */
    long copies() {
        return copies;
    }

    /** Elements that are no record of the tenant. */
    long strangers() {
        return strangers;
    }
}
