package org.m365siem.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.m365siem.simulator.receiver.BareBroker;

/** Receivers of the real protocols that count events and do nothing else: what is measured is the program. */
final class Receivers implements AutoCloseable {
    static final List<String> ALL = List.of("syslog", "splunk", "kafka", "sentinel");

    private final CountingSyslog syslog = new CountingSyslog();
    private final CountingHttp splunk;
    private final CountingHttp sentinel;
    private final BareBroker kafka;

    /** @param broker where Kafka's broker keeps its log */
    Receivers(SSLContext tls, Path broker) throws Exception {
        splunk = CountingHttp.splunk(tls);
        sentinel = CountingHttp.sentinel(tls);
        kafka = new BareBroker(broker);
    }

    String splunkUrl() {
        return splunk.url();
    }

    int syslogPort() {
        return syslog.port();
    }

    /** The settings that connect the program with the first so many of {@link #ALL}. */
    List<String> settings(int sinks) {
        List<String> settings = new ArrayList<>(List.of(
                "--m365.sinks=" + String.join(",", ALL.subList(0, sinks)),
                "--syslog.host=localhost",
                "--syslog.port=" + syslog.port(),
                "--syslog.transport=tcp",
                "--splunk.url=" + splunk.url(),
                "--splunk.token=11111111-2222-3333-4444-555555555555"));
        settings.addAll(List.of(
                "--kafka.brokers=" + kafka.address(),
                "--kafka.topic=" + BareBroker.TOPIC,
                "--sentinel.endpoint=" + sentinel.url(),
                "--sentinel.dcr-id=dcr-00000000000000000000000000000001",
                "--sentinel.stream=Custom-M365Audit_CL"));
        return settings;
    }

    /** What each has received, in the order of {@link #ALL}. */
    List<Long> counts() {
        return List.of(syslog.count(), splunk.count(), kafka.count(), sentinel.count());
    }

    @Override
    public void close() throws IOException {
        syslog.close();
        splunk.close();
        sentinel.close();
        kafka.close();
    }
}
