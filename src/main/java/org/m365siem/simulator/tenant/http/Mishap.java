package org.m365siem.simulator.tenant.http;

import java.time.Duration;

/**
 * What goes wrong while an answer is sent.
 *
 * @param end how the answer ends
 * @param after body bytes, before compression, that are sent until it ends so
 * @param delay before the first byte of the answer
 * @param pause before each of the first ten pieces of the body
 */
public record Mishap(End end, long after, Duration delay, Duration pause) {
    /** Nothing goes wrong. */
    public static final Mishap NONE = new Mishap(End.WELL, Long.MAX_VALUE, Duration.ZERO, Duration.ZERO);

    /** How an answer ends. */
    public enum End {
        WELL,
        /** The body stops early, the message is complete all the same. */
        SHORT,
        /** The connection is closed in the middle of the message. */
        CUT,
        /** The connection is reset. */
        RESET
    }

    public static Mishap ending(End end, long after) {
        return new Mishap(end, after, Duration.ZERO, Duration.ZERO);
    }

    public static Mishap slow(Duration delay, Duration pause) {
        return new Mishap(End.WELL, Long.MAX_VALUE, delay, pause);
    }
}
