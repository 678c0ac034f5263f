package org.m365siem.spool.delivery;

/**
 * How many events are written at once to a connection that gives no acknowledgement. Usually as many as come; once connections
 * are lost twice in a row without anything confirmed in between, half of what was written, down to one event, each part
 * confirmed before the next is written: a receiver that closes after some lines then gets fewer than that. It grows again
 * while connections last. Guarded by the lock of {@link Progress}.
 */
final class Pace {
    private static final int LOSSES = 2;
    private static final int CONFIRMATIONS_TO_GROW = 4;
    /** As large as a batch gets. */
    private static final int FREE = 500;

    private int events = Integer.MAX_VALUE;
    private int losses;
    private int confirmations;
    private Hand turn;

    /** The most events of a part. */
    int events() {
        return events;
    }

    boolean isLimited() {
        return events != Integer.MAX_VALUE;
    }

    /**
     * A connection was lost.
     *
     * @param written how many events the largest part on it had
     * @return true when the parts get smaller
     */
    boolean lost(int written) {
        confirmations = 0;
        losses++;
        if (losses < LOSSES || events == 1) {
            return false;
        }
        events = Math.max(1, Math.min(written, events) / 2);
        return true;
    }

    /** A part was confirmed; true when the parts get larger. */
    boolean confirmed() {
        losses = 0;
        if (!isLimited() || ++confirmations < CONFIRMATIONS_TO_GROW) {
            return false;
        }
        confirmations = 0;
        events = events * 2 > FREE ? Integer.MAX_VALUE : events * 2;
        return true;
    }

    /** May this part be written now, or has another one to be confirmed first? */
    boolean admits(Hand hand, boolean allConfirmed) {
        if (!isLimited()) {
            return true;
        }
        if (!allConfirmed || turn != null && turn != hand) {
            return false;
        }
        turn = hand;
        return true;
    }

    void release(Hand hand) {
        turn = turn == hand ? null : turn;
    }
}
