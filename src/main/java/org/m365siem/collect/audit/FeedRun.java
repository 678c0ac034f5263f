package org.m365siem.collect.audit;

import org.m365siem.collect.Answer;
import org.m365siem.collect.Verdict;
import org.m365siem.collect.Work;

/** One feed's turn to ask: request after request, until there is nothing to ask for now. Used by one thread at a time. */
public final class FeedRun implements Work {
    private final AuditFeed feed;
    private Call call;

    FeedRun(AuditFeed feed) {
        this.feed = feed;
    }

    /** Prepares the next request; false when there is none, or when it must wait. */
    public boolean isAsking() {
        call = feed.nextCall();
        return call != null;
    }

    /** {@code GET} or {@code POST}. */
    public String getMethod() {
        return call.method();
    }

    public String getUri() {
        return call.uri();
    }

    void answered(Answer answer) {
        feed.answered(answer);
    }

    @Override
    public void ended(Verdict failure) {
        feed.runEnded(failure);
    }

    @Override
    public String toString() {
        return feed.toString();
    }
}
