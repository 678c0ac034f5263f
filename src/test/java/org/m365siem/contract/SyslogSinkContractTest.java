package org.m365siem.contract;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.m365siem.simulator.receiver.Receiver;
import org.m365siem.simulator.receiver.ReceiverLog;
import org.m365siem.simulator.receiver.SyslogReceiver;

class SyslogSinkContractTest extends SinkContract {
    @Override
    Receiver startReceiver(Path caFile) {
        return new SyslogReceiver(
                0,
                SyslogReceiver.Options.tls(
                        authority.serverContext(authority.issue("localhost", "localhost"), false), caFile),
                ReceiverLog.inMemory(),
                ReceiverLog.inMemory());
    }

    @Override
    Set<Ability> abilities() {
        return EnumSet.of(Ability.TLS);
    }
}
