package org.m365siem.simulator.tenant.feed;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.m365siem.simulator.tenant.records.ContentType;
import org.m365siem.simulator.tenant.records.Corpus;
import org.m365siem.simulator.tenant.records.EventBitmap;

/** What was asked of the tenant and what it has handed out. One bit for a record or blob, so that millions fit. */
public final class Ledger implements Closeable {
    private final EventBitmap served = new EventBitmap();
    private final EventBitmap listed = new EventBitmap();
    private final EventBitmap fetched = new EventBitmap();
    private final EventBitmap fetchedAgain = new EventBitmap();
    private final Map<Long, AtomicInteger> pages = new ConcurrentHashMap<>();
    private final Map<ContentType, Coverage> windows = new EnumMap<>(ContentType.class);
    private final Map<String, LongAdder> requests = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> remarks = new ConcurrentSkipListMap<>();
    private volatile LedgerFile kept;

    public Ledger() {
        for (ContentType type : ContentType.values()) {
            windows.put(type, new Coverage());
        }
    }

    public void request(String kind, String answer) {
        requests.computeIfAbsent(kind + " " + answer, key -> new LongAdder()).increment();
    }

    /** Something that a client should not do. */
    public void remark(String what) {
        remarks.computeIfAbsent(what, key -> new LongAdder()).increment();
    }

    public void listed(Blob blob) {
        if (listed.add(blob.index()) && kept != null) {
            kept.listed(blob.index());
        }
    }

    public void fetched(Blob blob, Corpus corpus) {
        fetched(blob.index(), corpus);
        if (kept != null) {
            kept.fetched(blob.index());
        }
    }

    private void fetched(long blob, Corpus corpus) {
        if (!fetched.add(blob)) {
            fetchedAgain.add(blob);
            return;
        }
        for (long number = corpus.first(blob); number < corpus.first(blob + 1); number++) {
            if (corpus.unique(number)) {
                served.add(number);
            }
        }
    }

    public void window(ContentType type, Instant start, Instant end) {
        windows.get(type).add(start, end);
        if (kept != null) {
            kept.window(type, start, end);
        }
    }

    /** Goes on with what an earlier process has noted in this file, and notes there what this one hands out. */
    public void keepIn(Path file, Corpus corpus) throws IOException {
        LedgerFile opened = LedgerFile.open(file);
        opened.replay(listed::add, blob -> fetched(blob, corpus), (type, start, end) -> windows.get(type)
                .add(start, end));
        kept = opened;
    }

    @Override
    public void close() throws IOException {
        if (kept != null) {
            kept.close();
        }
    }

    public void pageOffered(long page) {
        pages.putIfAbsent(page, new AtomicInteger());
    }

    public void pageFollowed(long page) {
        pages.computeIfAbsent(page, key -> new AtomicInteger()).incrementAndGet();
    }

    /** How many of the offered links to a next page were followed never, once, and more often. */
    public long[] pagesFollowed() {
        long[] counts = new long[3];
        pages.values().forEach(count -> counts[Math.min(2, count.get())]++);
        return counts;
    }

    public EventBitmap served() {
        return served;
    }

    public EventBitmap listedBlobs() {
        return listed;
    }

    public EventBitmap fetchedBlobs() {
        return fetched;
    }

    public EventBitmap blobsFetchedAgain() {
        return fetchedAgain;
    }

    Coverage coverage(ContentType type) {
        return windows.get(type);
    }

    /** For each content type with windows: how many, how many overlap others, and the gaps. */
    public Map<String, WindowReport> windows() {
        Map<String, WindowReport> reports = new TreeMap<>();
        windows.forEach((type, coverage) -> {
            if (coverage.windows() > 0) {
                reports.put(type.text(), new WindowReport(coverage.windows(), coverage.overlapping(), coverage.gaps()));
            }
        });
        return reports;
    }

    /** @param gaps times that no window covered, as {@code [start, end)} */
    public record WindowReport(long windows, long overlapping, List<String> gaps) {}

    public Map<String, Long> requests() {
        return counts(requests);
    }

    public Map<String, Long> remarks() {
        return counts(remarks);
    }

    private static Map<String, Long> counts(Map<String, LongAdder> adders) {
        Map<String, Long> counts = new TreeMap<>();
        adders.forEach((key, adder) -> counts.put(key, adder.sum()));
        return counts;
    }
}
