package org.m365siem.simulator;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.m365siem.settings.SettingException;
import org.m365siem.simulator.receiver.HecReceiver;
import org.m365siem.simulator.receiver.KafkaReceiver;
import org.m365siem.simulator.receiver.LogsIngestionReceiver;
import org.m365siem.simulator.receiver.Receiver;
import org.m365siem.simulator.receiver.ReceiverLog;
import org.m365siem.simulator.receiver.SyslogReceiver;

/** The receivers of a demo. */
final class DemoReceivers implements AutoCloseable {
    private static final String EVERY_SINK = "sinks-";

    private final List<Receiver> receivers = new ArrayList<>();
    private final DemoState state;
    private final SSLContext tls;
    private final Path caFile;

    /** @param accepts whether a bearer token is one of the tenant's for Azure Monitor */
    DemoReceivers(DemoState state, List<String> sinks, SSLContext tls, Path caFile, Predicate<String> accepts) {
        this.state = state;
        this.tls = tls;
        this.caFile = caFile;
        try {
            for (String sink : sinks) {
                receivers.add(start(sink, accepts));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Receiver start(String sink, Predicate<String> accepts) {
        return switch (sink) {
            case "syslog" ->
                new SyslogReceiver(
                        state.port(sink), SyslogReceiver.Options.tls(tls, caFile), log(sink), log(sink + ".refused"));
            case "splunk" ->
                new HecReceiver(
                        state.port(sink),
                        tls,
                        caFile,
                        HecReceiver.Options.of(UUID.randomUUID().toString()),
                        log(sink),
                        log(sink + ".refused"));
            case "sentinel" ->
                new LogsIngestionReceiver(
                        state.port(sink),
                        tls,
                        caFile,
                        new LogsIngestionReceiver.Options(
                                "dcr-00000000000000000000000000000001", "Custom-M365Audit_CL", accepts),
                        log(sink),
                        log(sink + ".refused"));
            default ->
                new KafkaReceiver(new KafkaReceiver.Options(
                        state.directory().resolve("kafka"),
                        "m365-audit",
                        state.port("kafka"),
                        List.of(
                                state.port("kafka-clients"),
                                state.port("kafka-internal"),
                                state.port("kafka-controller"))));
        };
    }

    private ReceiverLog log(String name) {
        return ReceiverLog.open(state.directory().resolve("received").resolve(name));
    }

    List<Receiver> all() {
        return receivers;
    }

    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        receivers.forEach(receiver -> settings.putAll(receiver.settings()));
        return settings;
    }

    /** True for a scenario that names a receiver, or all of them. */
    static boolean isReceivers(String scenario) {
        return scenario.startsWith(EVERY_SINK)
                || DemoOptions.ALL_SINKS.stream().anyMatch(sink -> scenario.startsWith(sink + "-"));
    }

    /** Starts the fault of {@code splunk-down} or {@code sinks-slow=10s}; a receiver that cannot have it goes on without. */
    void fault(String scenario) {
        boolean every = scenario.startsWith(EVERY_SINK);
        int known = 0;
        IllegalArgumentException reason = null;
        for (Receiver receiver : receivers) {
            String prefix = every ? EVERY_SINK : receiver.name() + "-";
            if (scenario.startsWith(prefix)) {
                try {
                    receiver.fault(scenario.substring(prefix.length()));
                    known++;
                } catch (IllegalArgumentException cannot) {
                    reason = cannot;
                }
            }
        }
        if (known == 0 && reason != null) {
            throw new SettingException("m365.demo.scenario: " + reason.getMessage());
        }
    }

    @Override
    public void close() {
        receivers.forEach(Receiver::close);
    }
}
