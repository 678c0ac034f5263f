package org.m365siem.deliver;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * A delivery that did not deliver everything. The message is for an operator: what is wrong, and what to do. It never holds
 * a secret or the content of an event.
 */
public final class DeliveryException extends RuntimeException {
    private final transient Outcome outcome;
    private final transient List<String> delivered;

    private DeliveryException(Outcome outcome, List<String> delivered, String message, Throwable cause) {
        super(message, cause);
        this.outcome = outcome;
        this.delivered = delivered;
    }

    public static DeliveryException retry(String message) {
        return new DeliveryException(new Outcome.Retry(null, false), List.of(), message, null);
    }

    public static DeliveryException retry(String message, Throwable cause) {
        return new DeliveryException(new Outcome.Retry(null, false), List.of(), message, cause);
    }

    /** @param after what the SIEM asked to wait, or null */
    public static DeliveryException retryAfter(Duration after, String message) {
        return new DeliveryException(new Outcome.Retry(after, false), List.of(), message, null);
    }

    /** The connection broke: what was written on it and is not confirmed must be sent again as well. */
    public static DeliveryException connectionLost(String message, Throwable cause) {
        return new DeliveryException(new Outcome.Retry(null, true), List.of(), message, cause);
    }

    public static DeliveryException tooLarge(String message) {
        return new DeliveryException(new Outcome.TooLarge(true), List.of(), message, null);
    }

    /** An event of several is refused, and the SIEM does not say which: halves find it. */
    public static DeliveryException badAmong(String message) {
        return new DeliveryException(new Outcome.TooLarge(false), List.of(), message, null);
    }

    public static DeliveryException bad(Collection<String> ids, String message) {
        return new DeliveryException(new Outcome.Bad(List.copyOf(ids)), List.of(), message, null);
    }

    public static DeliveryException misconfigured(String message) {
        return new DeliveryException(new Outcome.Misconfigured(), List.of(), message, null);
    }

    public static DeliveryException misconfigured(String message, Throwable cause) {
        return new DeliveryException(new Outcome.Misconfigured(), List.of(), message, cause);
    }

    /** The same failure, knowing that the SIEM has taken these events: they must not be sent again. */
    public DeliveryException delivered(Collection<String> ids) {
        DeliveryException more = new DeliveryException(outcome, List.copyOf(ids), getMessage(), getCause());
        more.setStackTrace(getStackTrace());
        return more;
    }

    public Outcome outcome() {
        return outcome;
    }

    /** The ids of the batch's events that the SIEM has taken all the same. */
    public List<String> delivered() {
        return delivered;
    }
}
