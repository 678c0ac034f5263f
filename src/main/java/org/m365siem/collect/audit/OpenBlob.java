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
    /** How often it failed with an answer. */
    int tries;
    /** How often in a row there was no answer, which is not the content's fault. */
    int unanswered;

    Instant due;
    Search search = Search.NONE;
    /** In flight for another try, and counted among those. */
    boolean again;

    OpenBlob(Blob blob, Instant due) {
        this.blob = blob;
        this.due = due;
    }

    boolean hasFailed() {
        return tries > 0 || unanswered > 0;
    }

    String id() {
        return blob.contentId();
    }
}
