package org.m365siem.spool.sqlite;

import java.util.List;

/**
 * What an operator wants changed, as it travels through the command table.
 *
 * @param sink whom it is about; null for every sink, where the verb allows that
 * @param letters numbers of dead letters; empty for all
 * @param reason why dead letters are dropped, or null
 */
record Command(Verb verb, String sink, List<Long> letters, String reason) {
    enum Verb {
        PAUSE,
        RESUME,
        REMOVE,
        REPLAY,
        DROP
    }

    /** What came of it, in words for the operator. */
    record Answer(boolean done, String text) {}
}
