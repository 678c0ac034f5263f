package org.m365siem.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.m365siem.simulator.CertificateAuthority;
import org.m365siem.simulator.Conservation;
import org.m365siem.simulator.ConservationReport;
import org.m365siem.simulator.Ports;
import org.m365siem.simulator.receiver.HecReceiver;
import org.m365siem.simulator.receiver.KafkaReceiver;
import org.m365siem.simulator.receiver.LogsIngestionReceiver;
import org.m365siem.simulator.receiver.Receiver;
import org.m365siem.simulator.receiver.ReceiverLog;
import org.m365siem.simulator.receiver.SyslogReceiver;
import org.m365siem.simulator.tenant.SimulatedTenant;
import org.m365siem.simulator.tenant.TenantOptions;

/** A simulated tenant and four simulated SIEMs in this process, which outlive the program. */
final class Site implements AutoCloseable {
    private static final String AZURE_MONITOR = "https://monitor.azure.com";

    final SimulatedTenant tenant;
    final SyslogReceiver syslog;
    final HecReceiver splunk;
    final KafkaReceiver kafka;
    final LogsIngestionReceiver sentinel;
    final String hecToken = UUID.randomUUID().toString();
    private final Path caFile;
    private final SSLContext tls;
    private final long events;

    /** @param options of the tenant, besides its authority and the number of events */
    Site(Path directory, long events, TenantOptions.Builder options) {
        CertificateAuthority authority = CertificateAuthority.create(Clock.systemUTC());
        this.events = events;
        this.caFile = authority.writeTo(directory.resolve("ca.pem"));
        this.tls = authority.serverContext(authority.issue("localhost", "localhost", "127.0.0.1"), false);
        this.tenant = SimulatedTenant.start(
                options.events(events).authority(authority).build());
        this.syslog = new SyslogReceiver(
                Ports.free(), SyslogReceiver.Options.tls(tls, caFile), ReceiverLog.inMemory(), ReceiverLog.inMemory());
        this.splunk = hec();
        this.kafka = new KafkaReceiver(new KafkaReceiver.Options(
                directory.resolve("kafka"),
                "m365-audit",
                Ports.free(),
                List.of(Ports.free(), Ports.free(), Ports.free())));
        this.sentinel = new LogsIngestionReceiver(
                Ports.free(),
                tls,
                caFile,
                new LogsIngestionReceiver.Options(
                        "dcr-00000000000000000000000000000001",
                        "Custom-M365Audit_CL",
                        bearer -> tenant.accepts(bearer, AZURE_MONITOR)),
                ReceiverLog.inMemory(),
                ReceiverLog.inMemory());
    }

    /** One more HTTP Event Collector, with the same token. */
    HecReceiver hec() {
        return new HecReceiver(
                Ports.free(),
                tls,
                caFile,
                HecReceiver.Options.of(hecToken),
                ReceiverLog.inMemory(),
                ReceiverLog.inMemory());
    }

    Path caFile() {
        return caFile;
    }

    List<Receiver> receivers() {
        return List.of(syslog, splunk, kafka, sentinel);
    }

    /** Everything that the program needs to be told. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>(tenant.settings());
        settings.put("m365.tls.ca-file", caFile.toString());
        settings.put("m365.sources", "office365-audit");
        settings.put("m365.sinks", "syslog,splunk,kafka,sentinel");
        settings.put("m365.poll-interval", "1s");
        receivers().forEach(receiver -> settings.putAll(receiver.settings()));
        return settings;
    }

    /** Events that have arrived at all receivers together, copies included. */
    long arrivals() {
        return receivers().stream().mapToLong(Site::arrivals).sum();
    }

    static long arrivals(Receiver receiver) {
        return receiver.log().unique() + receiver.log().repeated();
    }

    /** Waits until every event has arrived at each of these receivers. */
    void awaitAll(Duration atMost, Receiver... receivers) {
        Awaitility.await("all " + events + " events")
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(
                        () -> assertThat(Stream.of(receivers).map(r -> r.log().unique()))
                                .allMatch(unique -> unique >= events));
    }

    /** What was served and what arrived; checks that nothing is missing anywhere. */
    ConservationReport complete(Receiver... receivers) {
        ConservationReport report = new Conservation(1, tenant).with(List.of(receivers));
        System.out.println(report);
        assertThat(tenant.report().isComplete()).as("all fetched").isTrue();
        assertThat(report.complete()).as(report.toString()).isTrue();
        assertThat(report.tenant().served()).isEqualTo(events);
        assertThat(report.receivers())
                .allSatisfy(each -> assertThat(each.received()).isEqualTo(events));
        return report;
    }

    /** As {@link #complete}, and that nothing arrived twice or against the protocol. */
    void exact(Receiver... receivers) {
        assertThat(complete(receivers).receivers())
                .allSatisfy(
                        each -> assertThat(each.repeated()).as(each.receiver()).isZero());
    }

    @Override
    public void close() {
        receivers().forEach(Receiver::close);
        tenant.close();
    }
}
