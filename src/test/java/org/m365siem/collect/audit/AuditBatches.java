package org.m365siem.collect.audit;

import java.io.InputStream;
import java.time.Instant;
import java.util.Iterator;
import org.m365siem.event.EventBatch;

/** The batches of a blob's body, for benchmarks in other packages. */
public final class AuditBatches {
    private AuditBatches() {}

    public static Iterator<EventBatch> of(InputStream body, String tenant, String feed) {
        return new BlobBatches(body, "office365-audit", tenant, feed, Instant.now());
    }
}
