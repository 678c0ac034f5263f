package org.m365siem.spool.delivery;

import org.m365siem.deliver.DeliveryException;

/** Reads what a delivery threw. */
final class Failures {
    private static final int LONGEST_TEXT = 300;
    private static final int DEEPEST = 20;

    private Failures() {}

    /** The delivery exception in the chain of causes, or null. */
    static DeliveryException outcomeOf(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof DeliveryException found) {
                return found;
            }
            cause = cause.getCause();
        }
        return null;
    }

    /** One short line for an operator about a failure that no sink has classified. */
    static String inWords(Throwable failure) {
        if (failure instanceof NoReceiptException) {
            return failure.getMessage();
        }
        String text = failure.getMessage() == null ? "" : ": " + failure.getMessage();
        String line = (failure.getClass().getSimpleName() + text).replaceAll("\\s+", " ");
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "…";
    }
}
