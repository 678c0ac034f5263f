package org.m365siem.spool;

/** A newer reader of the same sink is open; this one can change nothing any more. */
public final class StaleReaderException extends RuntimeException {
    public StaleReaderException(String sink) {
        super("sink " + sink + ": another consumer has taken over");
    }
}
