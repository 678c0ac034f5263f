package org.m365siem.simulator.tenant;

import java.time.Instant;
import org.m365siem.simulator.tenant.feed.Blob;
import org.m365siem.simulator.tenant.feed.Ledger;
import org.m365siem.simulator.tenant.feed.Shape;
import org.m365siem.simulator.tenant.feed.Timeline;
import org.m365siem.simulator.tenant.records.Corpus;

/** Counts what has appeared in the tenant, and how much of it cannot be had. */
final class Losses {
    private final Corpus corpus;
    private final Timeline timeline;
    private final Shape shape;
    private Long fetchable;

    Losses(Corpus corpus, Timeline timeline, Shape shape) {
        this.corpus = corpus;
        this.timeline = timeline;
        this.shape = shape;
    }

    /** What there is at one moment. */
    record Count(long records, long lostRecords, long blobs, long lostBlobs, long unlisted, long neverFetched) {}

    boolean isFinite() {
        return shape.quiet || corpus.blobs() != Long.MAX_VALUE;
    }

    /** Blobs that ever appear. */
    long all() {
        return shape.quiet ? 0 : corpus.blobs();
    }

    long appeared(Instant now) {
        return timeline.before(now);
    }

    /** Blobs of a finite tenant that can be fetched. */
    synchronized long fetchable() {
        if (fetchable == null) {
            long count = 0;
            for (long index = 0; index < all(); index++) {
                count += lost(timeline.blob(index)) ? 0 : 1;
            }
            fetchable = count;
        }
        return fetchable;
    }

    private boolean lost(Blob blob) {
        return blob.lost() || shape.unknownTypes.contains(blob.owner().type());
    }

    Count count(Instant now, Ledger ledger) {
        long blobs = appeared(now);
        long records = 0;
        long lostRecords = 0;
        long lostBlobs = 0;
        long unlisted = 0;
        long neverFetched = 0;
        for (long index = 0; index < blobs; index++) {
            Blob blob = timeline.blob(index);
            long unique = unique(blob);
            records += unique;
            boolean listed = ledger.listedBlobs().contains(index);
            if (lost(blob)) {
                lostBlobs++;
                lostRecords += unique;
            } else {
                unlisted += listed ? 0 : 1;
                neverFetched += listed && !ledger.fetchedBlobs().contains(index) ? 1 : 0;
            }
        }
        return new Count(records, lostRecords, blobs, lostBlobs, unlisted, neverFetched);
    }

    private long unique(Blob blob) {
        long count = 0;
        for (long number = blob.first(); number < blob.end(); number++) {
            count += corpus.unique(number) ? 1 : 0;
        }
        return count;
    }
}
