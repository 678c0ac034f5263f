package org.m365siem.collect.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.m365siem.collect.Answer;
import org.m365siem.collect.FeedException;
import org.m365siem.collect.ServiceClock;
import org.m365siem.collect.Verdict;
import org.m365siem.collect.Verdict.Kind;
import org.m365siem.collect.Window;
import org.m365siem.collect.Windows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a feed asks for, in order: is it subscribed, start the subscription if it is missing, then window after window, page
 * after page, up to the time at which the poll began. Guarded by its feed.
 */
final class FeedListing {
    private static final Logger LOG = LoggerFactory.getLogger(FeedListing.class);

    private final AuditApi api;
    private final String type;
    private final AuditCursor cursor;
    private final BlobQueue queue;
    private final Windows windows;
    private final Duration reach;
    private final ServiceClock clock;

    private boolean polling;
    private boolean subscribed;
    private boolean subscriptionsSeen;
    private boolean startedInPoll;
    private boolean fresh;
    private boolean searching;
    private Instant end;
    private Window window;
    private String page;
    private final Set<String> pages = new HashSet<>();
    private int restarts;
    private Window unreachable;

    /** @param reach how far back the first window goes where the cursor has no position yet */
    FeedListing(
            AuditApi api,
            String type,
            AuditCursor cursor,
            BlobQueue queue,
            Duration overlap,
            Duration reach,
            ServiceClock clock) {
        this.api = api;
        this.type = type;
        this.cursor = cursor;
        this.queue = queue;
        this.windows = new Windows(overlap);
        this.reach = reach;
        this.clock = clock;
        this.fresh = cursor.position == null;
    }

    /** True while a poll is under way, in a run or between two. */
    boolean isUnderWay() {
        return polling;
    }

    /** True when more than the window in hand is left to list. */
    boolean isCatchingUp() {
        return window != null && window.to().isBefore(end.minusSeconds(1));
    }

    void beginPoll() {
        polling = true;
        startedInPoll = false;
    }

    /** The next request; null when the poll is at its end. */
    Call next() {
        if (!subscribed) {
            return subscriptionsSeen ? Call.post(api.start(type)) : Call.get(api.subscriptions());
        }
        Instant now = clock.now();
        if (window != null && window.from().isBefore(Windows.oldest(now.minus(Duration.ofMinutes(5))))) {
            restart(); // a window that waited too long is out of reach by now
        }
        if (window == null && (!polling || !plan(now))) {
            return null;
        }
        return Call.get(page != null ? page : api.content(type, window));
    }

    private boolean plan(Instant now) {
        pages.clear();
        page = null;
        end = now;
        window = queue.searchWindow(now);
        searching = window != null;
        if (searching) {
            return true;
        }
        place(now);
        Window first = (fresh ? new Windows(Duration.ZERO) : windows).first(cursor.position, now);
        window = first.isEmpty() ? null : first;
        polling = window != null;
        return polling;
    }

    /** Puts the position where it can be listed from. */
    private void place(Instant now) {
        Instant oldest = Windows.oldest(now);
        if (cursor.position == null) {
            Instant first = now.minus(reach);
            cursor.position = first.isBefore(oldest) ? oldest : first;
        }
        if (cursor.position.isAfter(now)) {
            if (cursor.position.isAfter(now.plusSeconds(60))) {
                LOG.warn("{}: the cursor lies in the future ({}); it is set to now, {}", type, cursor.position, now);
            }
            cursor.position = now;
        }
        if (cursor.position.isBefore(oldest)) {
            unreachable = fresh ? null : new Window(cursor.position, oldest);
            cursor.position = oldest;
        }
    }

    /** The span that lies too far back to be listed, once after it was found; otherwise null. */
    Window takeUnreachable() {
        Window span = unreachable;
        unreachable = null;
        return span;
    }

    /**
     * Reads an answer to the last request. True when the listing has come further: a page more, unless it was read before.
     *
     * @throws FeedException when it is not a good one
     */
    boolean answered(Answer answer) {
        Instant now = clock.now();
        if (!subscribed) {
            subscription(answer, now);
            return false;
        }
        if (answer.status() != 200) {
            throw new FeedException(AuditErrors.of(answer, now));
        }
        for (Blob blob : Listing.blobs(answer, window.to(), now)) {
            if (blob.contentId() == null) {
                cursor.countLost("malformed");
            } else {
                queue.listed(blob, window, clock.local());
            }
        }
        String link = link(answer);
        if (link == null) {
            endWindow();
            return true;
        }
        String next = api.page(link, now);
        if (!pages.add(next)) {
            throw new FeedException(Verdict.of(Kind.RESTART_WINDOW, "the pages lead back to a page already read"));
        }
        page = next;
        return restarts == 0;
    }

    private void subscription(Answer answer, Instant now) {
        if (!subscriptionsSeen) {
            listSubscriptions(answer, now);
            return;
        }
        Verdict verdict = answer.status() == 200 ? null : AuditErrors.of(answer, now);
        if (verdict != null && !verdict.is(Kind.SUCCESS)) {
            throw new FeedException(verdict);
        }
        subscribed = true;
        startedInPoll = true;
    }

    /** A list that cannot be had is no reason not to collect: starting what is started already does no harm. */
    private void listSubscriptions(Answer answer, Instant now) {
        try {
            if (answer.status() != 200) {
                throw new FeedException(AuditErrors.of(answer, now));
            }
            subscribed = Listing.isEnabled(answer, type, now);
        } catch (FeedException problem) {
            if (problem.verdict().pausesFeed()) {
                throw problem;
            }
        }
        subscriptionsSeen = true;
    }

    private static String link(Answer answer) {
        String link = answer.header("NextPageUri");
        link = link != null ? link : answer.header("NextPageUrl");
        return link == null || link.isBlank() ? null : link.strip();
    }

    private void endWindow() {
        Window done = window;
        restarts = 0;
        pages.clear();
        page = null;
        if (searching) {
            window = null;
            searching = false;
            queue.searched(done);
            return;
        }
        fresh = false;
        if (done.to().isAfter(cursor.position)) {
            cursor.position = done.to();
        }
        cursor.seen.forget(cursor.position.minus(windows.overlap()).minus(Duration.ofMinutes(15)));
        Window next = Windows.after(done, end);
        window = next.isEmpty() ? null : next;
        polling = window != null;
    }

    /** There is no subscription after all; false when one was started a moment ago and asking again would not help. */
    boolean subscribe() {
        subscribed = false;
        subscriptionsSeen = true;
        return !startedInPoll;
    }

    /** The window is listed again from its first page; true the first time, when this may be done at once. */
    boolean restart() {
        window = null;
        page = null;
        pages.clear();
        return restarts++ == 0;
    }
}
