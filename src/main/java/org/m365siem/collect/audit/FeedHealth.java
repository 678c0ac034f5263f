package org.m365siem.collect.audit;

import java.time.Duration;
import java.time.Instant;
import org.m365siem.collect.Backoff;
import org.m365siem.collect.FeedKey;
import org.m365siem.collect.ServiceClock;
import org.m365siem.collect.Verdict;
import org.m365siem.collect.Verdict.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a feed fares: until when it pauses, and what an operator is told. A problem is logged when it begins and when it ends,
 * not each time it is met, and the same sentence at most once a minute. Guarded by its feed.
 */
final class FeedHealth {
    /** How often a refusal that somebody must repair is tried again. */
    static final Duration REFUSED_WAIT = Duration.ofMinutes(2);

    /** From so many refused tokens in a row on, after a minute, somebody must repair something. */
    private static final int LASTING = 7;

    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(FeedHealth.class);

    private final FeedKey key;
    private final ServiceClock clock;
    private final LogLimit limit = new LogLimit();
    private Instant notBefore = Instant.MIN;
    private int pauses;
    private String state = "flowing";
    private String problem;
    private boolean problemTold;
    private boolean endTold = true;
    private Instant lastSuccess;

    FeedHealth(FeedKey key, ServiceClock clock) {
        this.key = key;
        this.clock = clock;
    }

    boolean isPaused(Instant local) {
        return local.isBefore(notBefore);
    }

    /** The whole feed waits: throttled, refused, or the spool takes nothing. Several answers of one burst count once. */
    void pause(Verdict verdict, Instant local) {
        if (!isPaused(local)) {
            pauses++;
        }
        boolean refused = verdict.is(Kind.REFUSED) || verdict.is(Kind.UNAUTHORIZED);
        boolean lasting = verdict.is(Kind.REFUSED) || verdict.is(Kind.UNAUTHORIZED) && pauses >= LASTING;
        Duration wait = lasting ? REFUSED_WAIT : Backoff.after(pauses);
        if (verdict.after() != null) {
            wait = verdict.after().compareTo(SHORTEST_WAIT) > 0 ? verdict.after() : SHORTEST_WAIT;
        }
        Instant until = local.plus(wait);
        notBefore = until.isAfter(notBefore) ? until : notBefore;
        state = verdict.is(Kind.THROTTLED) ? "throttled" : refused ? "refused" : "retrying";
        String message = verdict.message().startsWith(state) ? verdict.message() : state + ": " + verdict.message();
        if (lasting && verdict.is(Kind.UNAUTHORIZED)) {
            message = message + " (" + LASTING + " times in a row or more)";
        }
        tell(lasting, verdict.is(Kind.THROTTLED) ? state : message, message, "tried again in " + words(wait));
    }

    /** Something failed that is tried again on its own. @param next what happens next, for an operator */
    void retrying(Verdict verdict, String next) {
        state = "retrying";
        tell(false, verdict.message(), verdict.message(), next);
    }

    /** An answer was good. */
    void answered() {
        pauses = 0;
    }

    /** A poll ended well. */
    void listed(Instant local) {
        lastSuccess = local;
    }

    /** Nothing that failed is left. */
    void well() {
        if (!endTold) {
            LOG.info("{}: flowing again", key);
        }
        endTold = true;
        problem = null;
        state = "flowing";
    }

    /** Data is gone, or a human must look. */
    void error(String message) {
        LOG.error("{}: {}", key, message);
    }

    /** The same about one of possibly many contents: the first few are told as they come, the others together. */
    void error(String fate, String contentId, String message) {
        if (limit.admits(fate, contentId, clock.local())) {
            error(fate + ": " + message);
        }
    }

    /** Names the contents that share the fate of others and got no line yet. */
    void tellOthers() {
        limit.due(clock.local()).forEach(this::error);
    }

    /** Odd, but nothing is lost. */
    void warn(String message) {
        if (limit.admits(message, clock.local())) {
            LOG.warn("{}: {}", key, message);
        }
    }

    private void tell(boolean error, String kind, String message, String next) {
        boolean known = message.equals(problem) && problemTold;
        problem = message;
        problemTold = known || limit.admits(kind, clock.local());
        if (known || !problemTold) {
            return;
        }
        endTold = false;
        String line = message.contains("tried again") ? message : message + "; " + next;
        if (error) {
            LOG.error("{}: {}", key, line);
        } else {
            LOG.warn("{}: {}", key, line);
        }
    }

    /** One word of {@link org.m365siem.collect.FeedStatus}. */
    String state(boolean catchingUp) {
        return problem == null && catchingUp ? "catching-up" : state;
    }

    String problem() {
        return problem;
    }

    Instant lastSuccess() {
        return lastSuccess;
    }

    Instant notBefore(Instant local) {
        return isPaused(local) ? notBefore : null;
    }

    static String words(Duration wait) {
        return wait.toSeconds() < 120 ? wait.toSeconds() + " s" : wait.toMinutes() + " minutes";
    }
}
