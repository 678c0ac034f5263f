package org.m365siem.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;
import org.m365siem.event.Severity;

/** What one event costs in the two HTTP sinks, before and after compression. */
@Tag("bench")
class EnvelopeBenchTest {
    private static final int ROUNDS = 400;

    @Test
    void an_envelope_costs_less_than_its_compression() {
        EventBatch batch = batch(400);
        SplunkEnvelope splunk = new SplunkEnvelope(null, "m365", null, null);
        double envelope = microsPerEvent(batch, splunk::write);
        double compressed = microsPerEvent(batch, b -> Gzip.compress(splunk.write(b)));
        double rows = microsPerEvent(batch, SentinelRows::write);
        System.out.printf(
                "CPU us/event of 2 KB: Splunk envelope %.2f, with gzip %.2f, Sentinel row %.2f%n",
                envelope, compressed, rows);
        assertThat(envelope).isLessThan(compressed);
        assertThat(rows).isLessThan(compressed);
    }

    private static double microsPerEvent(EventBatch batch, Function<EventBatch, byte[]> work) {
        long bytes = 0;
        for (int i = 0; i < ROUNDS; i++) {
            bytes += work.apply(batch).length;
        }
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int i = 0; i < ROUNDS; i++) {
            bytes += work.apply(batch).length;
        }
        long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        assertThat(bytes).isPositive();
        return nanos / 1000.0 / ROUNDS / batch.size();
    }

    private static EventBatch batch(int size) {
        List<SecurityEvent> events = new ArrayList<>();
        Random random = new Random(42);
        for (int i = 0; i < size; i++) {
            StringBuilder json = new StringBuilder("{\"Id\":\"id-" + i + "\",\"Operation\":\"FileDownloaded\"");
            for (int field = 0; json.length() < 1990; field++) {
                json.append(",\"Field").append(field).append("\":\"");
                json.append(Long.toHexString(random.nextLong())).append('"');
            }
            events.add(new SecurityEvent(
                    "id-" + i,
                    "tenant",
                    "office365-audit",
                    "Audit.General",
                    "type",
                    Instant.EPOCH,
                    Severity.NONE,
                    "user",
                    json.append('}').toString().getBytes(StandardCharsets.UTF_8)));
        }
        return EventBatch.of("office365-audit", "tenant", events);
    }
}
