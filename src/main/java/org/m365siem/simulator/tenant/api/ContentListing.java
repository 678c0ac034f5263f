package org.m365siem.simulator.tenant.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.m365siem.simulator.tenant.feed.Blob;
import org.m365siem.simulator.tenant.feed.Ledger;
import org.m365siem.simulator.tenant.feed.Shape;
import org.m365siem.simulator.tenant.feed.Timeline;
import org.m365siem.simulator.tenant.http.HttpAnswer;
import org.m365siem.simulator.tenant.http.HttpRequest;
import org.m365siem.simulator.tenant.records.ContentType;
import org.m365siem.simulator.tenant.records.Corpus;

/** Lists the blobs of a window, page by page. */
final class ContentListing {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Corpus corpus;
    private final Timeline timeline;
    private final Shape shape;
    private final Ledger ledger;
    private final AtomicLong links = new AtomicLong();

    ContentListing(Corpus corpus, Timeline timeline, Shape shape, Ledger ledger) {
        this.corpus = corpus;
        this.timeline = timeline;
        this.shape = shape;
        this.ledger = ledger;
    }

    /** @param feedUrl up to and with {@code /activity/feed} */
    HttpAnswer page(HttpRequest request, ContentType type, Instant now, String feedUrl) throws Window.Refused {
        String next = request.parameter("nextPage");
        if (next == null) {
            Window window = Window.of(request.parameter("startTime"), request.parameter("endTime"), now);
            return page(new PageToken(type, window, 0, 0, shape.emptyPages), now, feedUrl);
        }
        PageToken token = PageToken.read(next);
        if (token == null || token.type() != type) {
            return ApiErrors.badPage();
        }
        token.window().checked(now);
        ledger.pageFollowed(token.number());
        if (!token.isVerbatim(request, feedUrl, shape.links)) {
            ledger.remark("links to a next page that were changed before they were followed");
        }
        return page(token, now, feedUrl);
    }

    private HttpAnswer page(PageToken token, Instant now, String feedUrl) {
        List<Blob> found = new ArrayList<>();
        int most = token.empty() ? 0 : shape.pageSize;
        long next = find(token, now, most, found);
        ArrayNode page = JsonNodeFactory.instance.arrayNode();
        found.forEach(blob -> describe(page, blob, feedUrl));
        String mark = shape.byteOrderMark ? "\uFEFF" : "";
        HttpAnswer answer = HttpAnswer.json(200, mark + page).whenSent(() -> {
            found.forEach(ledger::listed);
            if (next < 0) {
                ledger.window(token.type(), token.window().start(), seen(token.window(), now));
            }
        });
        if (next >= 0) {
            PageToken more = new PageToken(
                    token.type(), token.window(), next, links.incrementAndGet(), shape.emptyPages && !token.empty());
            String link = more.link(feedUrl, shape.links);
            answer.header("NextPageUri", shape.links == Shape.LinkStyle.FOLDED ? "\r\n " + link : link);
        }
        return answer;
    }

    /** What lies behind now cannot have been seen, whatever the window asked for. */
    private static Instant seen(Window window, Instant now) {
        return window.end().isBefore(now) ? window.end() : now;
    }

    /** Adds visible blobs and returns the index of the first one that did not fit, or -1. */
    private long find(PageToken token, Instant now, int most, List<Blob> found) {
        long behind = timeline.before(seen(token.window(), now));
        long from = Math.max(token.blob(), timeline.before(token.window().start()));
        for (long index = from; index < behind; index++) {
            if (corpus.type(index) == token.type()) {
                Blob blob = timeline.blob(index);
                if (!blob.visible().isAfter(now)) {
                    if (found.size() == most) {
                        return index;
                    }
                    found.add(blob);
                }
            }
        }
        return -1;
    }

    private static void describe(ArrayNode page, Blob blob, String feedUrl) {
        page.addObject()
                .put("contentType", blob.owner().type().text())
                .put("contentId", blob.contentId())
                .put("contentUri", feedUrl + "/audit/" + blob.contentId())
                .put("contentCreated", STAMP.format(blob.owner().created()))
                .put("contentExpiration", STAMP.format(blob.expires()));
    }
}
