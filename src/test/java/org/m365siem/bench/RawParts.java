package org.m365siem.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.m365siem.auth.Trust;
import org.m365siem.collect.audit.AuditBatches;
import org.m365siem.deliver.Gzip;
import org.m365siem.deliver.HttpDelivery;
import org.m365siem.deliver.SplunkHec;
import org.m365siem.deliver.SyslogSink;
import org.m365siem.event.EventBatch;
import org.m365siem.spool.SinkReader;
import org.m365siem.spool.sqlite.SpoolOptions;
import org.m365siem.spool.sqlite.SqliteSpool;

/**
 * What the main job costs without Camel and Spring, in a process of its own and in one thread: fetch a blob, parse it, append
 * it; then, as two sinks at the same place of the spool, read a batch, write its syslog lines to a socket, post its HEC
 * envelopes. Prints CPU and allocation per event, after a warm-up.
 */
final class RawParts {
    /** More than the spool keeps unpacked, so that the sinks read what is on disk, as they do under load. */
    private static final int BLOBS_AT_ONCE = 40;

    private final String tenant;
    private final String splunk;
    private final CloseableHttpClient http;
    private final SqliteSpool spool;
    private final SinkReader syslogReader;
    private final SinkReader splunkReader;
    private final SyslogSink syslog = new SyslogSink();
    private final SplunkHec hec = new SplunkHec();
    private final Map<String, Long> parts = new LinkedHashMap<>();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private long lap;

    private RawParts(String tenant, String splunk, String syslogPort, String caFile, Path state) {
        this.tenant = tenant;
        this.splunk = splunk;
        this.http = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setTlsSocketStrategy(ClientTlsStrategyBuilder.create()
                                .setSslContext(Trust.context(caFile, null, null, null))
                                .buildClassic())
                        .build())
                .disableContentCompression()
                .build();
        this.spool = SqliteSpool.open(SpoolOptions.in(state));
        spool.register(List.of("syslog", "splunk"));
        this.syslogReader = spool.reader("syslog");
        this.splunkReader = spool.reader("splunk");
        syslog.setHost("localhost");
        syslog.setPort(syslogPort);
        syslog.setTransport("tcp");
        syslog.init();
        hec.setUrl(splunk);
    }

    /** @param args url of the tenant, of Splunk, port of syslog, CA file, state directory, blobs of the warm-up and of the run */
    public static void main(String[] args) throws IOException {
        RawParts raw = new RawParts(args[0], args[1], args[2], args[3], Path.of(args[4]));
        long warm = Long.parseLong(args[5]);
        long end = warm + Long.parseLong(args[6]);
        raw.run(0, warm);
        raw.parts.clear();
        long cpu = raw.system.getProcessCpuTime();
        long allocated =
                raw.threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        raw.run(warm, end);
        double events = Blobs.records(end - warm);
        long used = raw.threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - allocated;
        double total = raw.system.getProcessCpuTime() - cpu;
        long known = raw.parts.values().stream().mapToLong(Long::longValue).sum();
        raw.parts.forEach((part, nanos) -> print(part, nanos / events / 1000));
        print("collector and compiler", (total - known) / events / 1000);
        print("cpu", total / events / 1000);
        print("allocated", used / events);
        System.exit(0);
    }

    private static void print(String name, double value) {
        System.out.printf(Locale.ROOT, "raw %s=%.2f%n", name, value);
    }

    private void run(long from, long to) throws IOException {
        for (long blob = from; blob < to; blob += BLOBS_AT_ONCE) {
            for (long each = blob; each < Math.min(to, blob + BLOBS_AT_ONCE); each++) {
                collect(each);
            }
            while (deliver()) {
                // until both have all of it
            }
            spool.maintain();
            lap("spool: clean up");
        }
    }

    private void collect(long blob) throws IOException {
        lap = threads.getCurrentThreadCpuTime();
        byte[] body = http.execute(
                new HttpGet(tenant + "/api/v1.0/" + Blobs.TENANT + "/activity/feed/audit/" + blob),
                answer -> EntityUtils.toByteArray(answer.getEntity()));
        lap("fetch over TLS");
        List<EventBatch> batches = new ArrayList<>();
        Iterator<EventBatch> records = AuditBatches.of(new ByteArrayInputStream(body), Blobs.TENANT, "Audit.Exchange");
        records.forEachRemaining(batches::add);
        lap("parse");
        batches.forEach(spool::append);
        lap("spool: append");
    }

    private boolean deliver() throws IOException {
        lap = threads.getCurrentThreadCpuTime();
        SinkReader.Chunk first = syslogReader.next().orElse(null);
        SinkReader.Chunk second = splunkReader.next().orElse(null);
        lap("spool: read");
        if (first == null || second == null) {
            return false;
        }
        syslog.deliver(first.batch());
        lap("syslog: encode, write");
        HttpDelivery delivery = hec.begin(second.batch());
        lap("hec: encode");
        byte[] packed = Gzip.compress(delivery.getBody());
        lap("hec: gzip");
        HttpPost post = new HttpPost(splunk + "/services/collector/event");
        post.setEntity(new ByteArrayEntity(packed, ContentType.APPLICATION_JSON, "gzip"));
        http.execute(post, answer -> {
            hec.answered(delivery, answer.getCode(), null, EntityUtils.toByteArray(answer.getEntity()));
            return null;
        });
        lap("hec: post over TLS");
        syslogReader.delivered(first, first.batch().ids());
        splunkReader.delivered(second, second.batch().ids());
        lap("spool: confirm");
        return true;
    }

    private void lap(String part) {
        long now = threads.getCurrentThreadCpuTime();
        parts.merge(part, now - lap, Long::sum);
        lap = now;
    }
}
