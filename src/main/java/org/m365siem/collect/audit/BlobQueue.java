package org.m365siem.collect.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;
import org.m365siem.collect.Backoff;
import org.m365siem.collect.Verdict;
import org.m365siem.collect.Verdict.Kind;
import org.m365siem.collect.Window;
import org.m365siem.collect.Windows;
import org.m365siem.collect.audit.OpenBlob.Search;

/**
 * The life of a feed's listed blobs: waiting, in flight, done, or failed and waiting again. Only a blob that Microsoft has
 * dropped is lost. Guarded by its feed.
 */
final class BlobQueue {
    /** From this many failures on, an operator is told. */
    static final int REPORTED = 5;

    private static final Duration SEARCHED = Duration.ofMinutes(1);
    /** Content that Microsoft does not know gets this long to appear: before the search, and before the last try. */
    private static final Duration APPEARS = Duration.ofMinutes(1);
    /** Content that neither comes nor is said to be gone is given up so long after its expiration. */
    private static final Duration GRACE = Duration.ofDays(30);

    private static final String GONE = "gone";

    /** A blob that Microsoft dropped before it could be read. */
    record Lost(OpenBlob item, String reason) {}

    private final AuditCursor cursor;
    private final Semaphore retries;
    private final List<Lost> lost = new ArrayList<>();
    private int inFlight;
    private final PriorityQueue<OpenBlob> fresh = byTime();
    private final PriorityQueue<OpenBlob> failed = byTime();

    /** @param retries how many blobs that failed before may be in flight, all feeds of the tenant together */
    BlobQueue(AuditCursor cursor, Semaphore retries) {
        this.cursor = cursor;
        this.retries = retries;
        cursor.open.values().stream()
                .filter(item -> item.search != Search.WANTED)
                .forEach(this::await);
    }

    private static PriorityQueue<OpenBlob> byTime() {
        return new PriorityQueue<>(
                Comparator.comparing((OpenBlob item) -> item.due).thenComparing(item -> item.blob.created()));
    }

    private void await(OpenBlob item) {
        (item.hasFailed() ? failed : fresh).add(item);
    }

    /** Takes in a listed blob; one that is done or open already is not taken twice. True when it is new. */
    boolean listed(Blob blob, Window window, Instant local) {
        Instant kept = blob.created().isBefore(window.from()) || blob.created().isAfter(window.to())
                ? window.from()
                : blob.created();
        if (cursor.seen.contains(blob.contentId())) {
            cursor.seen.add(blob.contentId(), kept);
            return false;
        }
        OpenBlob known = cursor.open.get(blob.contentId());
        if (known == null) {
            OpenBlob item = new OpenBlob(blob, local);
            cursor.open.put(blob.contentId(), item);
            await(item);
            return true;
        }
        if (known.search == Search.WANTED) {
            known.blob = blob;
            known.search = Search.FOUND;
            known.due = local.plus(APPEARS);
            await(known);
        }
        return false;
    }

    /** A blob that is due, now in flight; null when there is none. */
    OpenBlob take(Instant local) {
        OpenBlob next = isDue(fresh, local) ? fresh.peek() : null;
        boolean again =
                isDue(failed, local) && (next == null || failed.peek().due.isBefore(next.due)) && retries.tryAcquire();
        if (again) {
            next = failed.poll();
            next.again = true;
        } else if (next != null) {
            fresh.poll();
        }
        inFlight += next == null ? 0 : 1;
        return next;
    }

    private static boolean isDue(PriorityQueue<OpenBlob> items, Instant local) {
        return !items.isEmpty() && !items.peek().due.isAfter(local);
    }

    private void landed(OpenBlob item) {
        inFlight--;
        if (item.again) {
            item.again = false;
            retries.release();
        }
    }

    /** Takes back a blob that was not tried. */
    void putBack(OpenBlob item) {
        landed(item);
        await(item);
    }

    void done(OpenBlob item, Instant service) {
        landed(item);
        cursor.open.remove(item.id());
        cursor.seen.add(item.id(), item.blob.created().isAfter(service) ? service : item.blob.created());
    }

    /**
     * The blob waits for its next try, or is lost.
     *
     * @param status of the answer, 0 when there was none
     */
    void failed(OpenBlob item, Verdict verdict, int status, Instant local, Instant service) {
        landed(item);
        if (verdict.pausesFeed()) {
            item.due = local;
            await(item);
            return;
        }
        if (isDropped(item, verdict, status, service)) {
            lose(item, verdict.is(Kind.GONE) ? GONE : verdict.is(Kind.MALFORMED) ? "malformed" : "expired");
            return;
        }
        if (status == 0) {
            item.unanswered++;
        } else {
            item.unanswered = 0;
            item.tries++;
        }
        if (verdict.is(Kind.GONE)) {
            item.search = Search.WANTED;
            item.due = local.plus(APPEARS);
            return;
        }
        Duration wait = Backoff.after(status == 0 ? item.unanswered : item.tries);
        item.due = local.plus(verdict.after() != null && verdict.after().compareTo(wait) > 0 ? verdict.after() : wait);
        await(item);
    }

    /** True when Microsoft says that it is gone; an error or our own failure past the expiration says nothing. */
    private static boolean isDropped(OpenBlob item, Verdict verdict, int status, Instant service) {
        boolean missing = status == 404 || status == 410;
        return verdict.is(Kind.EXPIRED)
                || verdict.is(Kind.MALFORMED)
                || verdict.is(Kind.GONE) && item.search == Search.FOUND
                || missing && !service.isBefore(item.blob.expires())
                || !service.isBefore(item.blob.expires().plus(GRACE));
    }

    /** The span to list again for a blob that Microsoft says it does not know; null when there is none. */
    Window searchWindow(Instant service, Instant local) {
        for (OpenBlob item : List.copyOf(cursor.open.values())) {
            if (isWanted(item, local)) {
                Instant from = later(item.blob.created().minus(SEARCHED), Windows.oldest(service));
                Instant to = item.blob.created().plus(SEARCHED);
                Window window = new Window(from, to.isAfter(service) ? service : to);
                if (!window.isEmpty()) {
                    return window;
                }
                lose(item, GONE); // too old to be listed again
            }
        }
        return null;
    }

    /** This span was listed again to the end: a wanted blob that was not in it is lost. */
    void searched(Window window, Instant local) {
        for (OpenBlob item : List.copyOf(cursor.open.values())) {
            if (isWanted(item, local) && isInside(item, window)) {
                lose(item, GONE);
            }
        }
    }

    /** This span could not be listed: it is asked for again at this time. */
    void searchLater(Window window, Instant due) {
        cursor.open.values().stream()
                .filter(item -> item.search == Search.WANTED && isInside(item, window))
                .forEach(item -> item.due = due);
    }

    private static boolean isWanted(OpenBlob item, Instant local) {
        return item.search == Search.WANTED && !item.due.isAfter(local);
    }

    private static boolean isInside(OpenBlob item, Window window) {
        Instant created = item.blob.created();
        return !created.isBefore(window.from()) && !created.isAfter(window.to());
    }

    /** What was lost since this was last asked. */
    List<Lost> takeLost() {
        List<Lost> taken = List.copyOf(lost);
        lost.clear();
        return taken;
    }

    boolean isSearching(Instant local) {
        return cursor.open.values().stream().anyMatch(item -> isWanted(item, local));
    }

    int open() {
        return cursor.open.size();
    }

    /** Blobs that have never failed: what holds back further listing. */
    long untried() {
        return cursor.open.values().stream().filter(item -> item.tries == 0).count();
    }

    /** True when no blob is in flight and none is due. */
    boolean isQuiet(Instant local) {
        return inFlight == 0 && !isDue(fresh, local) && !isDue(failed, local);
    }

    boolean hasFailures() {
        return cursor.open.values().stream().anyMatch(OpenBlob::hasFailed);
    }

    private void lose(OpenBlob item, String reason) {
        cursor.open.remove(item.id());
        cursor.seen.add(item.id(), item.blob.created());
        cursor.countLost(reason);
        lost.add(new Lost(item, reason));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
