package org.m365siem.collect.audit;

import java.util.HashSet;
import java.util.Set;
import org.m365siem.collect.Verdict;
import org.m365siem.collect.Verdict.Kind;

/** Tells a content that is refused by itself from a feed that is refused. Guarded by its feed. */
final class RefusedContents {
    /** So many different contents refused one after the other mean that the feed is refused. */
    private static final int IN_A_ROW = 3;

    private final Set<String> ids = new HashSet<>();

    /**
     * What a failure means: one refused content is tried again like any that fails.
     *
     * @param status of the answer, 0 when there was none, as without a token
     */
    Verdict meaning(String id, int status, Verdict failure) {
        if (status == 0 || !failure.is(Kind.REFUSED) && !failure.is(Kind.UNAUTHORIZED)) {
            return failure;
        }
        ids.add(id);
        if (ids.size() < IN_A_ROW) {
            return Verdict.retry(failure.message());
        }
        reset();
        return failure;
    }

    /** A content came. */
    void reset() {
        ids.clear();
    }
}
