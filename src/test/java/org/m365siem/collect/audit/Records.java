package org.m365siem.collect.audit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;

/** Reads blobs for the tests of the reader. */
final class Records {
    static final String TENANT = "11111111-2222-3333-4444-555555555555";
    static final Instant ARRIVAL = Instant.parse("2026-03-01T10:01:40Z");

    private Records() {}

    static List<SecurityEvent> read(String json) throws IOException {
        return read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    static List<SecurityEvent> read(InputStream body) throws IOException {
        RecordReader reader = new RecordReader(body, "office365-audit", TENANT, "Audit.General", ARRIVAL);
        List<SecurityEvent> events = new ArrayList<>();
        for (SecurityEvent event = reader.next(); event != null; event = reader.next()) {
            events.add(event);
        }
        return events;
    }

    static BlobBatches batches(String json) {
        return new BlobBatches(
                new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
                "office365-audit",
                TENANT,
                "Audit.General",
                ARRIVAL);
    }

    static List<EventBatch> all(BlobBatches batches) {
        List<EventBatch> all = new ArrayList<>();
        batches.forEachRemaining(all::add);
        return all;
    }

    static String text(SecurityEvent event) {
        return new String(event.json(), StandardCharsets.UTF_8);
    }

    /** Real records, one a line, where they lie beside the project. */
    static List<String> real() throws IOException {
        Path file = Path.of("../shared/data/audit-records.ndjson.gz");
        for (Path base = Path.of("").toAbsolutePath(); base != null && !Files.exists(file); base = base.getParent()) {
            file = base.resolve("shared/data/audit-records.ndjson.gz");
        }
        String given = System.getProperty("m365.test.records", file.toString());
        assumeTrue(Files.exists(Path.of(given)), "no real records beside the project");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(Path.of(given))), StandardCharsets.UTF_8))) {
            return lines.lines().toList();
        }
    }

    /** Gives the bytes away in pieces of this size. */
    static InputStream inPieces(byte[] bytes, int size) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, size));
            }
        };
    }
}
