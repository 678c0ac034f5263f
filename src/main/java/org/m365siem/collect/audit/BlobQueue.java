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
    /** From this many failures on, an operator is told, and the waits grow beyond a minute. */
    static final int REPORTED = 5;

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
    private static final Duration SEARCHED = Duration.ofMinutes(1);

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
        (item.tries == 0 ? fresh : failed).add(item);
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
            known.due = local;
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

    /** The blob waits for its next try, or is lost. */
    void failed(OpenBlob item, Verdict verdict, boolean answered, Instant local, Instant service) {
        landed(item);
        boolean paused = verdict.is(Kind.THROTTLED) || verdict.is(Kind.REFUSED) || verdict.is(Kind.SPOOL_REFUSED);
        if (paused) {
            item.due = local;
            await(item);
            return;
        }
        boolean dropped = verdict.is(Kind.EXPIRED)
                || verdict.is(Kind.MALFORMED)
                || verdict.is(Kind.GONE) && item.search == Search.FOUND
                || answered && !service.isBefore(item.blob.expires());
        if (dropped) {
            lose(item, verdict.is(Kind.GONE) ? GONE : verdict.is(Kind.MALFORMED) ? "malformed" : "expired");
            return;
        }
        item.tries++;
        if (verdict.is(Kind.GONE)) {
            item.search = Search.WANTED;
            return;
        }
        Duration wait = item.tries < REPORTED ? Backoff.after(item.tries) : Backoff.after(item.tries, LONGEST_WAIT);
        item.due = local.plus(verdict.after() != null && verdict.after().compareTo(wait) > 0 ? verdict.after() : wait);
        await(item);
    }

    /** The span to list again for a blob that Microsoft says it does not know; null when there is none. */
    Window searchWindow(Instant service) {
        for (OpenBlob item : List.copyOf(cursor.open.values())) {
            if (item.search == Search.WANTED) {
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
    void searched(Window window) {
        for (OpenBlob item : List.copyOf(cursor.open.values())) {
            Instant created = item.blob.created();
            boolean inside = !created.isBefore(window.from()) && !created.isAfter(window.to());
            if (item.search == Search.WANTED && inside) {
                lose(item, GONE);
            }
        }
    }

    /** What was lost since this was last asked. */
    List<Lost> takeLost() {
        List<Lost> taken = List.copyOf(lost);
        lost.clear();
        return taken;
    }

    boolean isSearching() {
        return cursor.open.values().stream().anyMatch(item -> item.search == Search.WANTED);
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
        return cursor.open.values().stream().anyMatch(item -> item.tries > 0);
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
