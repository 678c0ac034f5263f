package org.m365siem.deliver;

import java.time.Duration;
import java.util.List;

/**
 * What a delivery answered when it did not simply deliver. A closed set: every failure is turned into one of these where it
 * is met, and everything behind speaks only these words.
 */
public sealed interface Outcome {
    /**
     * Nobody's fault, or the SIEM's for the moment: send again.
     *
     * @param after what the SIEM asked to wait, or null when it named nothing
     * @param connectionLost true when what was written before on the same connection, and is not yet confirmed, must be
     *     sent again too
     */
    record Retry(Duration after, boolean connectionLost) implements Outcome {}

    /**
     * Send it in halves.
     *
     * @param bySize true when the request is over the SIEM's limit, which is worth remembering; false when the SIEM refuses
     *     some event without saying which, and halves find it
     */
    record TooLarge(boolean bySize) implements Outcome {}

    /** The SIEM refused these events for good; the others are not affected. */
    record Bad(List<String> ids) implements Outcome {
        public Bad {
            ids = List.copyOf(ids);
        }
    }

    /** No event's fault: a token, a certificate, an address or a right is wrong, and the sink must be fixed. */
    record Misconfigured() implements Outcome {}
}
