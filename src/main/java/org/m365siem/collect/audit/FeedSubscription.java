package org.m365siem.collect.audit;

import java.time.Instant;
import org.m365siem.collect.Answer;
import org.m365siem.collect.FeedException;
import org.m365siem.collect.Verdict;
import org.m365siem.collect.Verdict.Kind;

/** Whether Microsoft collects a content type for us; if not, it is started. Guarded by its feed. */
final class FeedSubscription {
    /** A list that gets no answer so often is gone without. */
    private static final int MOST_UNANSWERED = 2;

    private final AuditApi api;
    private final String type;
    private boolean started;
    private boolean listed;
    private boolean startedInPoll;
    private int unanswered;

    FeedSubscription(AuditApi api, String type) {
        this.api = api;
        this.type = type;
    }

    boolean isStarted() {
        return started;
    }

    void beginPoll() {
        startedInPoll = false;
    }

    Call next() {
        return listed ? Call.post(api.start(type)) : Call.get(api.subscriptions());
    }

    /** @throws FeedException when the answer is not a good one */
    void answered(Answer answer, Instant now) {
        if (!listed) {
            list(answer, now);
            return;
        }
        Verdict verdict = answer.status() == 200 ? null : AuditErrors.of(answer, now);
        if (verdict != null && !verdict.is(Kind.SUCCESS)) {
            throw new FeedException(verdict);
        }
        started = true;
        startedInPoll = true;
    }

    /** A list that cannot be had is no reason not to collect: starting what is started already does no harm. */
    private void list(Answer answer, Instant now) {
        try {
            if (answer.status() != 200) {
                throw new FeedException(AuditErrors.of(answer, now));
            }
            started = Listing.isEnabled(answer, type, now);
        } catch (FeedException problem) {
            if (problem.verdict().pausesFeed()) {
                throw problem;
            }
        }
        listed = true;
    }

    /** The request got no answer at all. */
    void unanswered() {
        if (!started && ++unanswered >= MOST_UNANSWERED) {
            listed = true;
        }
    }

    /** There is none after all; false when one was started a moment ago and asking again would not help. */
    boolean missing() {
        started = false;
        listed = true;
        return !startedInPoll;
    }
}
