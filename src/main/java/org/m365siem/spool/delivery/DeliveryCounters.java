package org.m365siem.spool.delivery;

/** What a delivery loop counts, in events. Called from several threads. */
public interface DeliveryCounters {
    /** Why an event became a dead letter. */
    enum DeadReason {
        /** Alone over the SIEM's size limit. */
        TOO_LARGE,
        /** Refused by the SIEM for good. */
        BAD;

        /** The word in metrics. */
        public String word() {
            return this == TOO_LARGE ? "too-large" : "bad";
        }
    }

    /** Events whose delivery is confirmed and saved. */
    void delivered(int events);

    /** Events that went to the dead letters. */
    void dead(DeadReason reason, int events);

    /** Events that were given up because they were older than the sink's {@code max-lag}. */
    void lost(long events);
}
