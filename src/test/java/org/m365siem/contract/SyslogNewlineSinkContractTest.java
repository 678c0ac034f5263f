package org.m365siem.contract;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.m365siem.simulator.receiver.Receiver;
import org.m365siem.simulator.receiver.ReceiverLog;
import org.m365siem.simulator.receiver.SyslogReceiver;

/** TCP without TLS, one message a line. */
class SyslogNewlineSinkContractTest extends SinkContract {
    @Override
    Receiver startReceiver(Path caFile) {
        return new SyslogReceiver(0, SyslogReceiver.Options.tcp(), ReceiverLog.inMemory(), ReceiverLog.inMemory());
    }

    @Override
    Map<String, String> settings() {
        return Map.of("syslog.framing", "newline");
    }

    @Override
    Set<Ability> abilities() {
        return EnumSet.noneOf(Ability.class);
    }
}
