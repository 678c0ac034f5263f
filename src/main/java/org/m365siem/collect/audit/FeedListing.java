package org.m365siem.collect.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.m365siem.collect.Answer;
import org.m365siem.collect.Backoff;
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
 * after page, up to the time at which the poll began. In turn with polls it lists again what must be: windows that failed too
 * often, and spans in which a blob is looked for. Guarded by its feed.
 */
final class FeedListing {
    /** A page that failed so often without getting further makes its window begin again. */
    private static final int PAGE_FAILURES = 3;
    /** A window that failed so often without getting further is set aside, and later ones are listed. */
    private static final int WINDOW_FAILURES = 10;
    /** More windows than this are not set aside: then it is Microsoft that fails, not a window. */
    private static final int MOST_ASIDE = 50;

    private static final Logger LOG = LoggerFactory.getLogger(FeedListing.class);

    /** Why a window is listed. */
    private enum Purpose {
        POLL,
        SEARCH,
        AGAIN
    }

    /** How a window in hand fares. */
    private static final class Trials {
        private int restarts;
        private int failures;
        private int furthest;
    }

    private final AuditApi api;
    private final String type;
    private final AuditCursor cursor;
    private final BlobQueue queue;
    private final Windows windows;
    private final Duration reach;
    private final ServiceClock clock;
    private final FeedSubscription subscription;

    private boolean polling;
    private boolean fresh;
    private Purpose purpose = Purpose.POLL;
    private OpenWindow again;
    private boolean extraLast;
    private Duration skew = Duration.ZERO;
    private Instant end;
    private Window window;
    private Window refused;
    private String page;
    private final Set<String> pages = new HashSet<>();
    /** Kept apart, for windows that are listed again come between the tries of a poll's window. */
    private final Trials pollTrials = new Trials();

    private final Trials againTrials = new Trials();
    private final List<Window> unreachable = new ArrayList<>();

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
        this.subscription = new FeedSubscription(api, type);
        this.fresh = cursor.position == null;
    }

    /** True while a poll or a window is under way, in a run or between two. */
    boolean isUnderWay() {
        return polling || window != null;
    }

    /** True when there is something to list again, whether or not a poll is due. */
    boolean isDueAgain(Instant local) {
        return queue.isSearching(local) || !clock.isDoubtful() && cursor.dueWindow(local) != null;
    }

    /** True when more than the window in hand is left to list. */
    boolean isCatchingUp() {
        return purpose == Purpose.POLL && window != null && window.to().isBefore(end.minusSeconds(1));
    }

    void beginPoll() {
        polling = true;
        subscription.beginPoll();
    }

    /** The next request; null when there is nothing to ask for. */
    Call next() {
        if (!subscription.isStarted()) {
            return subscription.next();
        }
        Instant now = clock.now();
        if (window != null && window.from().isBefore(Windows.oldest(now.minus(Duration.ofMinutes(5))))) {
            restart(); // a window that waited too long is out of reach by now
        }
        if (window == null && !plan(now)) {
            return null;
        }
        return Call.get(page != null ? page : api.content(type, window));
    }

    private boolean plan(Instant now) {
        toFirstPage();
        refused = null;
        end = now;
        skew = clock.skew();
        if (!(extraLast && polling) && planAgain(now)) {
            extraLast = true;
            return true;
        }
        extraLast = false;
        purpose = Purpose.POLL;
        if (polling) {
            place(now);
            window = first(now);
            polling = window != null;
        }
        return polling;
    }

    private boolean planAgain(Instant now) {
        window = queue.searchWindow(now, clock.local());
        purpose = Purpose.SEARCH;
        while (window == null && isDueAgain(clock.local())) {
            purpose = Purpose.AGAIN;
            again = cursor.dueWindow(clock.local());
            if (again == null) {
                return false;
            }
            Instant oldest = Windows.oldest(now);
            Window wanted = again.window;
            window = wanted.from().isBefore(oldest) ? new Window(oldest, wanted.to()) : wanted;
            if (window.isEmpty()) {
                unreachable.add(wanted);
                cursor.windows.remove(again);
                window = null;
            }
        }
        return window != null;
    }

    /** Puts the position where it can be listed from. */
    private void place(Instant now) {
        Instant oldest = Windows.oldest(now);
        if (cursor.position == null) {
            Instant first = now.minus(reach);
            cursor.position = first.isBefore(oldest) ? oldest : first;
        }
        if (clock.isDoubtful()) {
            return; // one odd answer neither moves the position back nor declares anything lost
        }
        if (cursor.position.isAfter(now)) {
            if (cursor.position.isAfter(now.plusSeconds(60))) {
                LOG.warn("{}: the cursor lies in the future ({}); it is set to now, {}", type, cursor.position, now);
            }
            cursor.position = now;
        }
        if (cursor.position.isBefore(oldest)) {
            if (!fresh) {
                unreachable.add(new Window(cursor.position, oldest));
            }
            cursor.position = oldest;
        }
    }

    private Window first(Instant now) {
        Window first = (fresh ? new Windows(Duration.ZERO) : windows).first(cursor.position, now);
        Instant aside = cursor.asideTo();
        if (aside != null && first.from().isBefore(aside)) {
            first = Windows.after(new Window(aside, aside), now); // the overlap must not fail on what is set aside
        }
        return first.isEmpty() ? null : first;
    }

    /** The spans that lie too far back to be listed, each once after it was found. */
    List<Window> takeUnreachable() {
        List<Window> spans = List.copyOf(unreachable);
        unreachable.clear();
        return spans;
    }

    /**
     * Reads an answer to the last request. True when the listing has come further: a page more, unless it was read before.
     *
     * @throws FeedException when it is not a good one
     */
    boolean answered(Answer answer) {
        Instant now = clock.now();
        if (!subscription.isStarted()) {
            subscription.answered(answer, now);
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
        Trials trials = trials();
        if (pages.size() > trials.furthest) {
            trials.furthest = pages.size();
            trials.failures = 0;
        }
        return trials.restarts == 0;
    }

    private static String link(Answer answer) {
        String link = answer.header("NextPageUri");
        link = link != null ? link : answer.header("NextPageUrl");
        return link == null || link.isBlank() ? null : link.strip();
    }

    private void endWindow() {
        Window done = window;
        leaveWindow();
        if (purpose == Purpose.SEARCH) {
            queue.searched(done, clock.local());
        } else if (purpose == Purpose.AGAIN) {
            cursor.windows.remove(again);
            if (done.from().isAfter(again.window.from())) {
                unreachable.add(new Window(again.window.from(), done.from()));
            }
        } else {
            endPollWindow(done);
        }
    }

    private void endPollWindow(Window done) {
        if (clock.skew().minus(skew).abs().compareTo(ServiceClock.LARGE) > 0) {
            polling = false; // planned by a wrong clock: it does not count, the next poll plans anew
            cursor.position = fresh ? null : cursor.position;
            return;
        }
        if (clock.isDoubtful() && done.from().isAfter(cursor.position)) {
            polling = false;
            return;
        }
        moveOn(done);
    }

    private void moveOn(Window done) {
        fresh = false;
        Instant to = done.to().isAfter(clock.earliest()) ? clock.earliest() : done.to();
        if (to.isAfter(cursor.position)) {
            cursor.position = to;
        }
        cursor.seen.forget(cursor.listedTo().minus(windows.overlap()).minus(Duration.ofMinutes(15)));
        Window next = Windows.after(done, end);
        window = next.isEmpty() ? null : next;
        polling = window != null;
    }

    private void leaveWindow() {
        window = null;
        Trials trials = trials();
        trials.restarts = 0;
        trials.failures = 0;
        trials.furthest = 0;
        toFirstPage();
    }

    private Trials trials() {
        return purpose == Purpose.POLL ? pollTrials : againTrials;
    }

    private void toFirstPage() {
        page = null;
        pages.clear();
    }

    /** There is no subscription after all; false when one was started a moment ago and asking again would not help. */
    boolean subscribe() {
        return subscription.missing();
    }

    /** The window is listed again from its first page; true the first time, when this may be done at once. */
    boolean restart() {
        refused = window;
        window = null;
        toFirstPage();
        return trials().restarts++ == 0;
    }

    /** The last request got no answer. */
    String unanswered() {
        subscription.unanswered();
        // an outage is no window's fault, but a page that fails behind one that came is
        return page == null ? null : failed();
    }

    /**
     * The last request got an answer of no use, and is tried again.
     *
     * @return what an operator must know when the window is given up for now, otherwise null
     */
    String failed() {
        Window failing = window != null ? window : refused;
        if (failing == null || !subscription.isStarted()) {
            return null;
        }
        int failures = ++trials().failures;
        if (purpose != Purpose.POLL) {
            if (failures >= PAGE_FAILURES) {
                postpone(failing);
            }
            return null;
        }
        if (failures >= WINDOW_FAILURES && cursor.windows.size() < MOST_ASIDE) {
            return setAside(failing);
        }
        if (failures % PAGE_FAILURES == 0) {
            toFirstPage();
        }
        return null;
    }

    private void postpone(Window failing) {
        Instant due = clock.local().plus(Backoff.LIMIT);
        if (purpose == Purpose.AGAIN) {
            again.tries++;
            again.due = due;
        } else {
            queue.searchLater(failing, due);
        }
        leaveWindow();
    }

    private String setAside(Window failing) {
        Window aside =
                new Window(failing.from(), failing.to().isAfter(clock.earliest()) ? clock.earliest() : failing.to());
        if (aside.isEmpty() || cursor.position == null) {
            return null;
        }
        cursor.windows.add(new OpenWindow(aside, clock.local().plus(Backoff.LIMIT)));
        leaveWindow();
        moveOn(aside);
        return "the listing of " + aside + " failed " + WINDOW_FAILURES
                + " times in a row; it is set aside and tried again"
                + " every minute until it is seven days old, and what became available later is listed";
    }
}
