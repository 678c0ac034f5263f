package org.m365siem.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token of one scope: one request at a time however many ask, renewed in good time, and no request before its turn after
 * a failure.
 */
final class ScopeToken {
    /** Renewed when this much, or a tenth of its life, is left: whichever is shorter. */
    static final Duration RENEW_BEFORE = Duration.ofMinutes(5);
    /** An API that refuses every token must not make us ask for a new one at each call. */
    static final int REJECTS_A_MINUTE = 5;

    /** A token, when it expires, and when it is renewed. */
    record Held(String token, Instant renew, Instant expires) {
        static Held of(String token, Instant from, Duration life) {
            Duration tenth = life.dividedBy(10);
            Duration before = tenth.compareTo(RENEW_BEFORE) < 0 ? tenth : RENEW_BEFORE;
            return new Held(token, from.plus(life).minus(before), from.plus(life));
        }
    }

    /** Makes one token request. */
    interface Request {
        /** @param failedBefore how many requests in a row failed before */
        Held send(int failedBefore) throws TokenException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(ScopeToken.class);

    private final Request request;
    private final Clock clock;
    private final ReentrantLock asking = new ReentrantLock();
    private final Deque<Instant> rejects = new ArrayDeque<>();
    private volatile Held held;
    private TokenException failure;
    private Instant notBefore = Instant.MIN;
    private int failures;

    ScopeToken(Request request, Clock clock) {
        this.request = request;
        this.clock = clock;
    }

    String get() throws TokenException {
        Held now = held;
        if (now != null && clock.instant().isBefore(now.renew())) {
            return now.token();
        }
        if (isGood(now) && !asking.tryLock()) {
            return now.token();
        }
        if (!asking.isHeldByCurrentThread()) {
            asking.lock();
        }
        try {
            return locked();
        } finally {
            asking.unlock();
        }
    }

    /** An API has answered 401 to this token; nothing happens when another one is in its place already. */
    void reject(String token) {
        asking.lock();
        try {
            Instant now = clock.instant();
            rejects.removeIf(then -> then.isBefore(now.minusSeconds(60)));
            if (held != null && held.token().equals(token) && rejects.size() < REJECTS_A_MINUTE) {
                rejects.add(now);
                held = null;
            }
        } finally {
            asking.unlock();
        }
    }

    private String locked() throws TokenException {
        Instant now = clock.instant();
        if (held != null && now.isBefore(held.renew())) {
            return held.token();
        }
        if (failure != null && now.isBefore(notBefore)) {
            if (isGood(held)) {
                return held.token();
            }
            throw failure.again(Duration.between(now, notBefore));
        }
        try {
            held = request.send(failures);
            failure = null;
            failures = 0;
        } catch (TokenException failed) {
            failure = failed;
            failures++;
            notBefore = clock.instant().plus(failed.retryAfter());
            if (!isGood(held)) {
                throw failed;
            }
            LOG.warn("the token in use is still good, but its renewal failed: {}", failed.getMessage());
        }
        return held.token();
    }

    private boolean isGood(Held token) {
        return token != null && clock.instant().isBefore(token.expires());
    }
}
