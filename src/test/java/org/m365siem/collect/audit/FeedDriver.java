package org.m365siem.collect.audit;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.m365siem.TickingClock;
import org.m365siem.collect.Answer;
import org.m365siem.collect.CursorStore;
import org.m365siem.collect.FeedException;
import org.m365siem.collect.FeedKey;
import org.m365siem.collect.FeedStatus;
import org.m365siem.event.EventBatch;

/** Plays the route and Microsoft for one content type: each request gets the next prepared answer, or an ordinary one. */
final class FeedDriver implements CursorStore {
    static final String TYPE = "Audit.Exchange";
    static final String URL = "https://manage.office.com";
    static final String ROOT = URL + "/api/v1.0/" + Records.TENANT + "/activity/feed/";

    final TickingClock clock = new TickingClock("2026-11-24T12:00:00Z");
    final List<String> asked = new ArrayList<>();
    final List<String> ids = new ArrayList<>();
    final Deque<Answer> listings = new ArrayDeque<>();
    final Deque<Answer> blobs = new ArrayDeque<>();
    final Deque<Answer> subscriptions = new ArrayDeque<>();
    /** Answers a listing before the prepared ones do; null for no answer of its own. */
    Function<String, Answer> scripted = uri -> null;

    Duration serverAhead = Duration.ZERO;
    String cursor;
    FeedStatus status;
    boolean readOnly;
    AuditFeeds feeds;
    private final Map<String, String> settings;

    FeedDriver(Map<String, String> settings) {
        this.settings = settings;
        restart();
    }

    /** A new process with the cursor as saved. */
    void restart() {
        feeds = new AuditFeeds();
        feeds.setTenantId(Records.TENANT);
        feeds.setContentTypes(TYPE);
        feeds.setOverlap(settings.get("overlap"));
        feeds.setFirstRun(settings.get("firstRun"));
        feeds.setCursors(this);
        feeds.setClock(clock);
    }

    static Answer answer(int status, String body, String... headers) {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], headers[i + 1]);
        }
        return new Answer(status, map, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    static Answer error(int status, String code) {
        return answer(status, "{\"error\":{\"code\":\"" + code + "\",\"message\":\"words\"}}");
    }

    static String descriptor(String id, String created) {
        return "{\"contentId\":\"" + id + "\",\"contentUri\":\"" + ROOT + "audit/" + id + "\",\"contentCreated\":\""
                + created + "\",\"contentExpiration\":\"2026-12-01T00:00:00Z\"}";
    }

    /** One tick of the trigger and all that follows from it. */
    FeedDriver tick() {
        for (FeedRun run : feeds.due()) {
            while (run.isAsking()) {
                asked.add(run.getMethod() + " " + run.getUri().replace(ROOT, ""));
                run.answered(ordinary(run));
            }
            run.ended(null);
        }
        Iterator<BlobFetch> handout = feeds.blobs();
        while (handout.hasNext()) {
            fetch(handout.next());
        }
        return this;
    }

    /** Lets time pass in steps, with a tick after each. */
    FeedDriver ticks(int times, Duration step) {
        for (int i = 0; i < times; i++) {
            clock.tick(step);
            tick();
        }
        return this;
    }

    private Answer ordinary(FeedRun run) {
        if (run.getUri().contains("/subscriptions/list") || run.getUri().contains("/subscriptions/start")) {
            boolean list = run.getUri().contains("/list");
            return dated(
                    !subscriptions.isEmpty()
                            ? subscriptions.poll()
                            : answer(200, list ? "[{\"contentType\":\"" + TYPE + "\",\"status\":\"enabled\"}]" : "{}"));
        }
        Answer own = scripted.apply(run.getUri());
        if (own != null) {
            return dated(own);
        }
        return dated(listings.isEmpty() ? answer(200, "[]") : listings.poll());
    }

    private Answer dated(Answer answer) {
        Map<String, Object> headers = new HashMap<>(answer.headers());
        headers.putIfAbsent(
                "date",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        clock.instant().plus(serverAhead).atOffset(ZoneOffset.UTC)));
        return new Answer(answer.status(), headers, answer.body());
    }

    private void fetch(BlobFetch blob) {
        asked.add("GET " + blob.getUri().replace(ROOT, ""));
        Answer answer =
                blobs.isEmpty() ? answer(200, "[{\"Id\":\"" + blob.item().id() + "\"}]") : blobs.poll();
        try {
            Iterator<EventBatch> batches = feeds.batches(blob, answer.status(), answer.headers(), answer.body());
            batches.forEachRemaining(batch -> ids.addAll(batch.ids()));
            blob.ended(null);
        } catch (FeedException failure) {
            blob.ended(failure.verdict());
        }
    }

    List<String> listed() {
        return asked.stream().filter(line -> line.contains("/content?")).toList();
    }

    long fetched() {
        return asked.stream().filter(line -> line.contains("audit/")).count();
    }

    /** {@code startTime} and {@code endTime} of a listing. */
    static String window(String line) {
        return line.replaceAll(".*startTime=([^&]*)&endTime=([^&]*)&.*", "$1 $2");
    }

    FeedStatus now() {
        return feeds.status().get(TYPE);
    }

    @Override
    public Optional<String> load(FeedKey feed) {
        return Optional.ofNullable(cursor);
    }

    @Override
    public void save(FeedKey feed, String cursor, FeedStatus status) {
        if (readOnly) {
            throw new IllegalStateException("read-only");
        }
        this.cursor = cursor;
        this.status = status;
    }
}
