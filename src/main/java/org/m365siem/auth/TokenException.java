package org.m365siem.auth;

import java.io.IOException;
import java.time.Duration;

/**
 * No token could be had. The message is for an operator: Microsoft's code, what it means, what happens next and what to do;
 * it never holds a secret.
 */
public final class TokenException extends IOException {
    private final boolean fatal;
    private final transient Duration retryAfter;

    public TokenException(boolean fatal, Duration retryAfter, String message, Throwable cause) {
        super(message, cause);
        this.fatal = fatal;
        this.retryAfter = retryAfter;
    }

    /** True when no retry helps until someone acts: a secret, a certificate, a tenant or a consent is wrong. */
    public boolean fatal() {
        return fatal;
    }

    /** How long until the next token request; until then the same failure is answered without one. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** The same failure, some time later. */
    TokenException again(Duration left) {
        return new TokenException(fatal, left, getMessage(), getCause());
    }
}
