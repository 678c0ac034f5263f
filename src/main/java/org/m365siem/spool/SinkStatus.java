package org.m365siem.spool;

import java.time.Instant;

/**
 * A registered sink, as operators see it.
 *
 * @param listed false when it is registered but not in {@code m365.sinks} any more: it holds disk
 * @param lagEvents events appended and not yet confirmed
 * @param lagBytes disk bytes held for this sink
 * @param oldest when the oldest unconfirmed event was appended, or null when there is none
 * @param deadLetters how many events lie in its dead letters
 * @param since when the state began
 */
public record SinkStatus(
        String sink,
        boolean listed,
        SinkState state,
        String message,
        Instant since,
        long lagEvents,
        long lagBytes,
        Instant oldest,
        long deadLetters) {}
