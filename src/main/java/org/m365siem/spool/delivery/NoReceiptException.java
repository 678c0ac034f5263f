package org.m365siem.spool.delivery;

/** A delivery that ended without an error and without a receipt: the route is wrong, and somebody must edit it. */
public final class NoReceiptException extends RuntimeException {
    /** @param message what came back instead, and what to do */
    public NoReceiptException(String message) {
        super(message);
    }
}
