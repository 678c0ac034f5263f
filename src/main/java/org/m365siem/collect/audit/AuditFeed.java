package org.m365siem.collect.audit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.m365siem.collect.Answer;
import org.m365siem.collect.Backoff;
import org.m365siem.collect.CursorStore;
import org.m365siem.collect.FeedException;
import org.m365siem.collect.FeedKey;
import org.m365siem.collect.FeedStatus;
import org.m365siem.collect.ServiceClock;
import org.m365siem.collect.Verdict;
import org.m365siem.collect.Verdict.Kind;
import org.m365siem.collect.Window;
import org.m365siem.event.EventBatch;

/** One content type of one tenant: joins its listing, its blobs, its health and its cursor. Safe for any number of threads. */
final class AuditFeed {
    /** Listing waits while so many blobs have not been tried yet. */
    private static final int MOST_FRESH = 1_000;
    /** Listing waits while so many blobs are open, failed ones included: the cursor stays small. */
    private static final int MOST_OPEN = 10_000;

    private static final Duration SAVE_EVERY = Duration.ofSeconds(1);

    private final FeedKey key;
    private final AuditApi api;
    private final CursorStore store;
    private final ServiceClock clock;
    private final AuditFeeds all;
    private final Duration pollInterval;
    private final Duration overlap;
    private final Duration firstRun;
    private final FeedHealth health;

    private AuditCursor cursor;
    private BlobQueue queue;
    private FeedListing listing;
    private boolean busy;
    private Instant nextPoll = Instant.MIN;
    private Instant notBefore = Instant.MIN;
    private int failures;
    private final RefusedContents refused = new RefusedContents();
    private boolean changed;
    private boolean saveFailed;
    private boolean elsewhereTold;
    private Instant saved = Instant.MIN;

    AuditFeed(
            FeedKey key,
            AuditApi api,
            CursorStore store,
            ServiceClock clock,
            AuditFeeds all,
            Duration pollInterval,
            Duration overlap,
            Duration firstRun) {
        this.key = key;
        this.api = api;
        this.store = store;
        this.clock = clock;
        this.all = all;
        this.pollInterval = pollInterval;
        this.overlap = overlap;
        this.firstRun = firstRun;
        this.health = new FeedHealth(key, clock);
    }

    /** The feed's turn to ask, or null when it is not due. */
    synchronized FeedRun begin() {
        Instant local = clock.local();
        health.tellOthers();
        if (busy || local.isBefore(notBefore) || !isLoaded(local)) {
            return null;
        }
        saveWhenDue(local);
        if (mustWait(local)) {
            return null;
        }
        if (!listing.isUnderWay()) {
            boolean poll = !local.isBefore(nextPoll);
            if (!poll && !listing.isDueAgain(local)) {
                return null;
            }
            if (poll) {
                nextPoll = local.plus(pollInterval);
                listing.beginPoll();
            }
        }
        busy = true;
        return new FeedRun(this);
    }

    private boolean mustWait(Instant local) {
        return health.isPaused(local)
                || local.isBefore(notBefore)
                || queue.open() >= MOST_OPEN
                || queue.untried() >= MOST_FRESH;
    }

    private boolean isLoaded(Instant local) {
        if (cursor != null) {
            return true;
        }
        Duration reach = firstRun;
        AuditCursor loaded = new AuditCursor(null);
        try {
            Optional<String> json = store.load(key);
            if (json.isPresent()) {
                loaded = CursorJson.read(json.get(), local);
            }
        } catch (IOException unreadable) {
            health.error("the cursor cannot be read (" + unreadable.getMessage()
                    + "); all that Microsoft still lists is read again, what was seen is recognised by its id");
            reach = Duration.ofDays(7);
        } catch (RuntimeException unavailable) {
            retry("the cursor", Verdict.retry("the cursor store does not answer: " + unavailable.getMessage()), local);
            return false;
        }
        cursor = loaded;
        queue = new BlobQueue(cursor, all.retries());
        listing = new FeedListing(api, key.feed(), cursor, queue, overlap, reach, clock);
        failures = 0;
        return true;
    }

    synchronized Call nextCall() {
        Instant local = clock.local();
        if (mustWait(local) || !all.isTicking()) {
            return null;
        }
        Call call = listing.next();
        tellUnreachable();
        tellLost();
        if (call == null) {
            health.listed(local);
            wellIfSo();
            return null;
        }
        return all.takeRequest() ? call : null;
    }

    private void tellUnreachable() {
        for (Window unreachable : listing.takeUnreachable()) {
            cursor.countLost("out-of-reach");
            changed = true;
            health.error("lost: what became available from " + unreachable + " lies more than seven days back, where"
                    + " Microsoft lists nothing any more. The audit log search of Purview may still have it");
        }
    }

    synchronized void answered(Answer answer) {
        try {
            if (listing.answered(learned(answer))) {
                failures = 0;
            }
            health.answered();
        } catch (FeedException problem) {
            trouble(problem.verdict());
        }
        changed = true;
        tellUnreachable();
        tellLost();
        saveWhenDue(clock.local());
    }

    /** Learns the time from Microsoft's own answers; a proxy's page may carry any date. */
    private Answer learned(Answer answer) {
        if (answer.status() == 200) {
            clock.learn(answer.header("Date"));
            return answer;
        }
        String text = answer.errorText();
        if (AuditErrors.isCoded(text)) {
            clock.learn(answer.header("Date"));
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Answer(answer.status(), answer.headers(), new ByteArrayInputStream(bytes));
    }

    synchronized void runEnded(Verdict failure) {
        busy = false;
        if (failure != null && failure.is(Kind.RETRY)) {
            tellAside(listing.unanswered());
            retry("the listing", failure, clock.local());
        } else if (failure != null) {
            trouble(failure);
        }
        changed = true;
        save(clock.local());
    }

    private void trouble(Verdict verdict) {
        Instant local = clock.local();
        if (verdict.pausesFeed()) {
            health.pause(verdict, local);
        } else if (verdict.is(Kind.SUBSCRIBE) && listing.subscribe()) {
            health.warn("the subscription is missing or disabled, and is started; what became available meanwhile may"
                    + " be lost: " + verdict.message());
        } else if (verdict.is(Kind.RESTART_WINDOW) && listing.restart()) {
            health.warn(verdict.message() + "; the window is listed again from its first page");
        } else {
            tellAside(verdict.is(Kind.SUBSCRIBE) ? null : listing.failed());
            retry("the listing", verdict, local);
        }
    }

    private void tellAside(String message) {
        if (message != null) {
            health.error(message);
        }
    }

    private void retry(String what, Verdict verdict, Instant local) {
        failures++;
        Duration wait = Backoff.after(failures);
        if (verdict.after() != null && verdict.after().compareTo(wait) > 0) {
            wait = verdict.after();
        }
        notBefore = local.plus(wait);
        health.retrying(verdict, what + " is tried again in " + FeedHealth.words(wait));
    }

    private void wellIfSo() {
        if (failures == 0 && !queue.hasFailures() && cursor.windows.isEmpty() && !health.isPaused(clock.local())) {
            health.well();
        }
    }

    /** A blob that is due, or null. */
    synchronized BlobFetch takeBlob() {
        Instant local = clock.local();
        if (cursor == null || health.isPaused(local)) {
            return null;
        }
        for (OpenBlob item = queue.take(local); item != null; item = queue.take(local)) {
            String uri = api.blob(item.blob);
            if (uri != null) {
                tellElsewhere(item, uri);
                return new BlobFetch(this, item, uri);
            }
            Verdict useless = Verdict.of(Kind.MALFORMED, "neither its address nor its id can be used");
            queue.failed(item, useless, 0, local, clock.now());
            changed = true;
            tellLost();
        }
        return null;
    }

    private void tellElsewhere(OpenBlob item, String uri) {
        String given = item.blob.contentUri();
        if (!elsewhereTold && (given == null || !uri.startsWith(given))) {
            elsewhereTold = true;
            health.warn("a content address leads elsewhere and was refused (" + Answer.start(String.valueOf(given))
                    + "); the content is fetched by its id instead");
        }
    }

    synchronized void putBack(OpenBlob item) {
        queue.putBack(item);
    }

    Verdict meaning(Answer answer) {
        return AuditErrors.of(answer, clock.now());
    }

    Iterator<EventBatch> batches(OpenBlob item, Answer answer) {
        InputStream body = new SteadyStream(answer.body(), item.tries, clock::local);
        return new BlobBatches(body, key.source(), key.tenant(), key.feed(), item.blob.created());
    }

    synchronized void blobEnded(BlobFetch fetch, Verdict failure) {
        Instant local = clock.local();
        OpenBlob item = fetch.item();
        if (failure == null) {
            queue.done(item, clock.now());
            refused.reset();
            health.answered();
            wellIfSo();
        } else {
            Verdict meant = refused.meaning(item.id(), fetch.status(), failure);
            queue.failed(item, meant, fetch.status(), local, clock.now());
            blobTrouble(item, meant, local);
        }
        changed = true;
        tellLost();
        saveWhenDue(local);
    }

    private void blobTrouble(OpenBlob item, Verdict failure, Instant local) {
        if (failure.pausesFeed()) {
            health.pause(failure, local);
            return;
        }
        if (!cursor.open.containsKey(item.id())) {
            return;
        }
        Duration wait = Duration.between(local, item.due.isAfter(local) ? item.due : local);
        health.retrying(
                failure,
                "content " + item.id()
                        + (failure.is(Kind.GONE)
                                ? " is looked for in the list once more"
                                : " is tried again in " + FeedHealth.words(wait)));
        if (item.tries == BlobQueue.REPORTED) {
            health.error(
                    "content keeps failing",
                    item.id(),
                    item.id() + " failed " + item.tries + " times: " + failure.message()
                            + "; it stays open and is tried until " + item.blob.expires()
                            + ", everything else goes on");
        }
    }

    private void tellLost() {
        for (BlobQueue.Lost lost : queue.takeLost()) {
            Blob blob = lost.item().blob;
            health.error(
                    "lost",
                    blob.contentId(),
                    "content " + blob.contentId() + ", available since " + blob.created() + ", until "
                            + blob.expires() + ", " + lost.reason() + " before it could be read (" + lost.item().tries
                            + " earlier tries); its records reach no SIEM");
            changed = true;
        }
    }

    private void saveWhenDue(Instant local) {
        boolean quiet = !busy && queue.isQuiet(local);
        if (changed && (quiet || !local.isBefore(saved.plus(SAVE_EVERY)))) {
            save(local);
        }
    }

    private void save(Instant local) {
        saved = local;
        if (cursor == null) {
            return;
        }
        try {
            store.save(key, CursorJson.write(cursor), status(local));
            changed = false;
            saveFailed = false;
        } catch (RuntimeException refused) {
            if (!saveFailed) {
                health.warn("the cursor cannot be saved (" + refused.getMessage()
                        + "); it is tried again, and after a restart the contents since then are fetched again");
            }
            saveFailed = true;
        }
    }

    FeedKey key() {
        return key;
    }

    synchronized FeedStatus status() {
        return status(clock.local());
    }

    private FeedStatus status(Instant local) {
        Instant waiting = local.isBefore(notBefore) ? notBefore : null;
        Instant paused = health.notBefore(local);
        return new FeedStatus(
                health.state(listing != null && listing.isCatchingUp()),
                cursor == null ? null : cursor.listedTo(),
                queue == null ? 0 : queue.open() + cursor.windows.size(),
                health.lastSuccess(),
                health.problem(),
                paused != null ? paused : waiting,
                cursor == null ? Map.of() : Map.copyOf(cursor.lost));
    }

    @Override
    public String toString() {
        return key.toString();
    }
}
