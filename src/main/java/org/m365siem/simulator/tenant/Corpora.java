package org.m365siem.simulator.tenant;

import java.io.IOException;
import org.m365siem.simulator.tenant.feed.Shape;
import org.m365siem.simulator.tenant.records.Corpus;
import org.m365siem.simulator.tenant.records.FileCorpus;
import org.m365siem.simulator.tenant.records.GeneratedCorpus;
import org.m365siem.simulator.tenant.records.Mix;

/** Chooses the records of a tenant by its options and shape. */
final class Corpora {
    private static final int MOST_PER_BLOB = 1_000;
    /** What a record of the large blob has on average. */
    private static final long LARGE_RECORD = 3_000;

    private Corpora() {}

    /** What is set explicitly goes before what scenarios want. */
    static void adjust(Shape shape, TenantOptions options) {
        if (options.pageSize() > 0) {
            shape.pageSize = options.pageSize();
        }
        if (options.tokenLife() != null) {
            shape.tokenLife = options.tokenLife();
        }
        if (options.blobEvents() > 0) {
            shape.blobEvents = options.blobEvents();
        }
        if (shape.largeBlobBytes > 0) {
            shape.largeBlobBytes = options.largeBlobBytes();
        }
    }

    static Corpus open(Shape shape, TenantOptions options, String tenantId) throws IOException {
        if (options.recordsFile() != null) {
            return FileCorpus.open(options.recordsFile(), shape.blobEvents > 0 ? shape.blobEvents : 50);
        }
        boolean large = shape.largeBlobBytes > 0;
        return new GeneratedCorpus(
                options.seed(),
                tenantId,
                options.events() == 0 ? Long.MAX_VALUE : options.events(),
                perBlob(shape, options),
                shape.largeBlobBytes / LARGE_RECORD,
                new Mix(shape.odd, shape.broken, shape.huge, large ? 0 : -1));
    }

    private static int perBlob(Shape shape, TenantOptions options) {
        if (shape.blobEvents > 0) {
            return shape.blobEvents;
        }
        double wanted = options.rate() > 0 ? options.rate() / 2 : (double) options.events() / shape.blobs;
        return (int) Math.max(1, Math.min(MOST_PER_BLOB, wanted));
    }
}
