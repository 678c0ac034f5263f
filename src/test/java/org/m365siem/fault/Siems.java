package org.m365siem.fault;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.m365siem.simulator.CertificateAuthority;
import org.m365siem.simulator.Ports;
import org.m365siem.simulator.receiver.HecReceiver;
import org.m365siem.simulator.receiver.KafkaReceiver;
import org.m365siem.simulator.receiver.LogsIngestionReceiver;
import org.m365siem.simulator.receiver.Receiver;
import org.m365siem.simulator.receiver.ReceiverLog;
import org.m365siem.simulator.receiver.SyslogReceiver;
import org.m365siem.simulator.tenant.SimulatedTenant;

/** Simulated SIEMs that several runs share; each run finds its own events by their ids. */
final class Siems implements AutoCloseable {
    private static final String AZURE_MONITOR = "https://monitor.azure.com";

    private final CertificateAuthority authority;
    private final Path caFile;
    private final Set<SimulatedTenant> tenants = ConcurrentHashMap.newKeySet();
    private final Map<String, Receiver> receivers = new TreeMap<>();

    /** @param sinks which of {@code syslog}, {@code splunk}, {@code kafka} and {@code sentinel} are started */
    Siems(Path directory, CertificateAuthority authority, Path caFile, String... sinks) {
        this.authority = authority;
        this.caFile = caFile;
        for (String sink : sinks) {
            receivers.put(sink, start(sink, directory));
        }
    }

    static CertificateAuthority authority() {
        return CertificateAuthority.create(Clock.systemUTC());
    }

    private Receiver start(String sink, Path directory) {
        SSLContext tls = authority.serverContext(authority.issue("localhost", "localhost", "127.0.0.1"), false);
        ReceiverLog log = ReceiverLog.inMemory();
        ReceiverLog refused = ReceiverLog.inMemory();
        return switch (sink) {
            case "syslog" -> new SyslogReceiver(Ports.free(), SyslogReceiver.Options.tls(tls, caFile), log, refused);
            case "splunk" ->
                new HecReceiver(Ports.free(), tls, caFile, HecReceiver.Options.of("a-token"), log, refused);
            case "sentinel" ->
                new LogsIngestionReceiver(
                        Ports.free(),
                        tls,
                        caFile,
                        new LogsIngestionReceiver.Options(
                                "dcr-00000000000000000000000000000001",
                                "Custom-M365Audit_CL",
                                bearer -> tenants.stream().anyMatch(tenant -> tenant.accepts(bearer, AZURE_MONITOR))),
                        log,
                        refused);
            default ->
                new KafkaReceiver(new KafkaReceiver.Options(
                        directory.resolve("kafka"),
                        "m365-audit",
                        Ports.free(),
                        List.of(Ports.free(), Ports.free(), Ports.free())));
        };
    }

    /** From now on this tenant's tokens are good for Sentinel. */
    void know(SimulatedTenant tenant) {
        tenants.add(tenant);
    }

    Receiver receiver(String sink) {
        return receivers.get(sink);
    }

    /** {@code splunk-down=3s}, or {@code sinks-down=3s} for all that can have it. */
    void fault(String fault) {
        String[] parts = fault.split("-", 2);
        if (!parts[0].equals("sinks")) {
            receivers.get(parts[0]).fault(parts[1]);
            return;
        }
        for (Receiver receiver : receivers.values()) {
            try {
                receiver.fault(parts[1]);
            } catch (IllegalArgumentException cannot) {
                // a fault of other receivers
            }
        }
    }

    void endFaults() {
        receivers.values().forEach(receiver -> receiver.fault("none"));
    }

    List<Receiver> receivers(List<String> sinks) {
        return sinks.stream().map(receivers::get).collect(Collectors.toCollection(ArrayList::new));
    }

    CertificateAuthority certificates() {
        return authority;
    }

    @Override
    public void close() {
        receivers.values().forEach(Receiver::close);
    }
}
