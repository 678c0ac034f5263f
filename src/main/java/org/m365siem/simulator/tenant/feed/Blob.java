package org.m365siem.simulator.tenant.feed;

import java.time.Instant;
import org.m365siem.simulator.tenant.records.Owner;

/**
 * A content blob.
 *
 * @param owner its index in the tenant, content type and {@code contentCreated}
 * @param contentId as Microsoft writes one
 * @param visible from when on it is listed
 * @param expires {@code contentExpiration}
 * @param fate whether it can be fetched
 * @param first the number of its first record
 * @param end the number behind its last record
 */
public record Blob(Owner owner, String contentId, Instant visible, Instant expires, Fate fate, long first, long end) {
    /** What becomes of a blob. */
    public enum Fate {
        LASTS,
        /** Gone before anybody could fetch it. */
        EXPIRED,
        /** Listed, but not there. */
        MISSING
    }

    public long index() {
        return owner.index();
    }

    /** True when its records cannot be had by anybody. */
    public boolean lost() {
        return fate != Fate.LASTS;
    }
}
