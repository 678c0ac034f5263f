package org.m365siem.collect.audit;

import java.time.Instant;

/** A blob that is listed and not yet read to the end. Guarded by its queue. */
final class OpenBlob {
    /** How far the search for a blob that Microsoft does not know has come. */
    enum Search {
        NONE,
        WANTED,
        FOUND
    }

    Blob blob;
    int tries;
    Instant due;
    Search search = Search.NONE;
    /** In flight for another try, and counted among those. */
    boolean again;

    OpenBlob(Blob blob, Instant due) {
        this.blob = blob;
        this.due = due;
    }

    String id() {
        return blob.contentId();
    }
}
