package org.m365siem.collect.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.m365siem.event.EventBatch;

/** What a record costs in the reader, beside the bare tokens of the same bytes. Prints CPU microseconds per record. */
@Tag("bench")
class RecordReaderBench {
    private static final int ROUNDS = 40;

    @Test
    void reading_records_costs_little_more_than_their_tokens() throws IOException {
        List<String> real = Records.real();
        byte[] blob = ("[" + String.join(",", real) + "]").getBytes(StandardCharsets.UTF_8);
        double tokens = 0;
        double records = 0;
        for (int trial = 0; trial < 5; trial++) {
            tokens = cpu(() -> tokens(blob)) / real.size();
            records = cpu(() -> records(blob)) / real.size();
        }
        System.out.printf(
                "record reader: %d records of %d bytes, tokens %.2f us, records %.2f us, ratio %.2f%n",
                real.size(), blob.length / real.size(), tokens, records, records / tokens);
        assertThat(records / tokens).isLessThan(2.0);
    }

    private interface Part {
        void run() throws IOException;
    }

    private static double cpu(Part part) throws IOException {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int i = 0; i < ROUNDS; i++) {
            part.run();
        }
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1000.0 / ROUNDS;
    }

    private static void tokens(byte[] blob) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(new ByteArrayInputStream(blob))) {
            while (parser.nextToken() != null) {
                // only the tokens
            }
        }
    }

    private static void records(byte[] blob) {
        Iterator<EventBatch> batches = new BlobBatches(
                new ByteArrayInputStream(blob), "office365-audit", Records.TENANT, "Audit.General", Records.ARRIVAL);
        int events = 0;
        while (batches.hasNext()) {
            events += batches.next().size();
        }
        assertThat(events).isPositive();
    }
}
