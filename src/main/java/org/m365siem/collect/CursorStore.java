package org.m365siem.collect;

import java.util.Optional;

/** Where sources keep their cursors. Written after the events behind it are safe in the spool, so a lost write costs a re-read. */
public interface CursorStore {
    /** The cursor as last saved: JSON of the feed's own making. */
    Optional<String> load(FeedKey feed);

    /** Replaces the cursor and the status in one step. */
    void save(FeedKey feed, String cursor, FeedStatus status);
}
