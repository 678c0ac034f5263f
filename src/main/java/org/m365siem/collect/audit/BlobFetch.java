package org.m365siem.collect.audit;

import java.util.Iterator;
import org.m365siem.collect.Answer;
import org.m365siem.collect.FeedException;
import org.m365siem.collect.Verdict;
import org.m365siem.collect.Work;
import org.m365siem.event.EventBatch;

/** One blob that is to be fetched and handed on; fetching and splitting are tried again together. */
public final class BlobFetch implements Work {
    private final AuditFeed feed;
    private final OpenBlob item;
    private final String uri;
    private int status;

    BlobFetch(AuditFeed feed, OpenBlob item, String uri) {
        this.feed = feed;
        this.item = item;
        this.uri = uri;
    }

    public String getUri() {
        return uri;
    }

    /**
     * The blob's events.
     *
     * @throws FeedException when the answer is not a blob
     */
    Iterator<EventBatch> batches(Answer answer) {
        status = answer.status();
        if (answer.status() != 200) {
            throw new FeedException(feed.meaning(answer));
        }
        return feed.batches(item, answer);
    }

    OpenBlob item() {
        return item;
    }

    /** The status of the answer; 0 when there was none. */
    int status() {
        return status;
    }

    /** It was never tried: the route is stopping, or the budget of this minute is used up. */
    void notTried() {
        feed.putBack(item);
    }

    @Override
    public void ended(Verdict failure) {
        feed.blobEnded(this, failure);
    }

    @Override
    public String toString() {
        return feed + " content " + item.id();
    }
}
