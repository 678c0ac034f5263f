package org.m365siem.auth;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.m365siem.settings.SettingException;

/**
 * Turns what went wrong into the two kinds of {@link TokenException}. Someone must act: tried again every two minutes, because
 * a secret can be replaced without a restart. Passing: back-off from 1 to 60 seconds, or longer if the server asks.
 */
final class TokenFailures {
    static final Duration SOMEONE_MUST_ACT = Duration.ofMinutes(2);
    static final Duration LONGEST_BACKOFF = Duration.ofSeconds(60);
    static final Duration LONGEST_ASKED = Duration.ofHours(1);

    private final String where;

    /** @param where the address that issues tokens */
    TokenFailures(String where) {
        this.where = where;
    }

    /**
     * @param answer what the token endpoint said
     * @param before how many requests in a row had failed before this one
     */
    TokenException answered(TokenAnswer answer, int before) {
        EntraErrors.Meaning meaning = EntraErrors.of(answer.code(), answer.error());
        String what = "no token from " + where + ": " + words(answer, meaning);
        return isFatal(answer, meaning, before) ? fatal(what, null) : passing(what, answer.retryAfter(), before, null);
    }

    /** @param problem what was thrown on the way to the token endpoint */
    TokenException threw(Throwable problem, int before) {
        for (Throwable t = problem; t != null; t = t.getCause() == t ? null : t.getCause()) {
            if (t instanceof SettingException) {
                return fatal("no token: " + t.getMessage(), null);
            }
            if (t instanceof CertificateException) {
                return fatal(
                        "no token: the TLS certificate of " + where
                                + " is not trusted or names another host; its authority belongs into tls.ca-file",
                        problem);
            }
            String plain = plain(t);
            if (plain != null) {
                return passing("no token: " + where + " " + plain, null, before, problem);
            }
        }
        return passing(
                "no token from " + where + " (" + problem.getClass().getSimpleName() + ")", null, before, problem);
    }

    private static String plain(Throwable t) {
        if (t instanceof UnknownHostException || t instanceof java.nio.channels.UnresolvedAddressException) {
            return "has no address (DNS)";
        }
        if (t instanceof HttpTimeoutException || t instanceof TimeoutException || isBoundedWait(t)) {
            return "did not answer in time";
        }
        return t instanceof ConnectException ? "cannot be reached (connection refused or no route)" : null;
    }

    /** How the wait for the library itself ends. */
    private static boolean isBoundedWait(Throwable t) {
        return t instanceof IllegalStateException
                && t.getMessage() != null
                && t.getMessage().startsWith("Timeout on blocking read");
    }

    private static boolean isFatal(TokenAnswer answer, EntraErrors.Meaning meaning, int before) {
        int status = answer.status();
        if (status == 429 || status == 408 || status >= 500) {
            return false;
        }
        if (meaning != null) {
            return meaning.kind() == EntraErrors.Kind.FATAL
                    || meaning.kind() == EntraErrors.Kind.FATAL_IF_REPEATED && before > 0;
        }
        return status >= 400;
    }

    private static String words(TokenAnswer answer, EntraErrors.Meaning meaning) {
        StringBuilder said = new StringBuilder();
        if (answer.code() != 0) {
            said.append("AADSTS").append(answer.code()).append(", ");
        } else if (answer.error().matches("[a-z_]{1,40}")) {
            said.append(answer.error()).append(", ");
        }
        if (meaning != null) {
            said.append(meaning.words());
        } else if (answer.status() == 429) {
            said.append("throttled");
        } else if (answer.status() == 407) {
            said.append("the proxy wants a password, which is not supported");
        } else if (answer.status() == 200) {
            said.append("it answered, but not with a token: is this the right authority-url, is a proxy in between?");
        } else {
            said.append("HTTP ").append(answer.status());
        }
        return said + (answer.traceId().isEmpty() ? "" : " (trace " + answer.traceId() + ")");
    }

    private static TokenException fatal(String what, Throwable cause) {
        return new TokenException(true, SOMEONE_MUST_ACT, "refused: " + what + "; tried again every 2 minutes", cause);
    }

    private static TokenException passing(String what, Duration asked, int before, Throwable cause) {
        Duration wait = Duration.ofSeconds(1L << Math.min(before, 6));
        wait = wait.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : wait;
        if (asked != null && asked.compareTo(wait) > 0) {
            wait = asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
        }
        return new TokenException(false, wait, what + "; tried again in " + wait.toSeconds() + " s", cause);
    }
}
