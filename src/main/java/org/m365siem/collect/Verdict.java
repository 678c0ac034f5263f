package org.m365siem.collect;

import java.time.Duration;

/**
 * What an answer or a failure means for a feed. A closed set: everything that can go wrong is turned into one of these where
 * it is met.
 *
 * @param kind what is to be done
 * @param after how long to wait, where the server said so; otherwise null
 * @param message for an operator: what happened, and what to do where something can be done
 */
public record Verdict(Kind kind, Duration after, String message) {
    /** What is to be done. */
    public enum Kind {
        /** Nothing is wrong. */
        SUCCESS,
        /** A fault that passes: try again with back-off. */
        RETRY,
        /** Microsoft asks for fewer requests: the whole feed pauses. */
        THROTTLED,
        /** Somebody must act (consent, tenant, a switched-off audit log): try again every two minutes. */
        REFUSED,
        /** A token was refused, and a new one as well: soon again, and like REFUSED when that lasts. */
        UNAUTHORIZED,
        /** There is no subscription: start it, then go on. */
        SUBSCRIBE,
        /** The page link or the window is not valid any more: list the window again from its first page. */
        RESTART_WINDOW,
        /** Microsoft does not know the content: list its window once more, then it is lost. */
        GONE,
        /** Microsoft has deleted the content: lost. */
        EXPIRED,
        /** The content id itself is refused: it can never be fetched. */
        MALFORMED,
        /** The spool takes nothing at the moment: nothing is lost, the feed pauses. */
        SPOOL_REFUSED
    }

    public static Verdict of(Kind kind, String message) {
        return new Verdict(kind, null, message);
    }

    public static Verdict retry(String message) {
        return of(Kind.RETRY, message);
    }

    /** True when it concerns the whole feed, which waits before it asks for anything again. */
    public boolean pausesFeed() {
        return switch (kind) {
            case THROTTLED, REFUSED, UNAUTHORIZED, SPOOL_REFUSED -> true;
            default -> false;
        };
    }

    public boolean is(Kind other) {
        return kind == other;
    }
}
