package org.m365siem.contract;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.m365siem.simulator.receiver.HecReceiver;
import org.m365siem.simulator.receiver.Receiver;
import org.m365siem.simulator.receiver.ReceiverLog;

class SplunkSinkContractTest extends SinkContract {
    @Override
    Receiver startReceiver(Path caFile) {
        return new HecReceiver(
                0,
                authority.serverContext(authority.issue("localhost", "localhost"), false),
                caFile,
                HecReceiver.Options.of("7c1e6f52-0a0b-4c3d-9e8f-1234567890ab"),
                ReceiverLog.inMemory(),
                ReceiverLog.inMemory());
    }

    @Override
    Set<Ability> abilities() {
        return EnumSet.allOf(Ability.class);
    }
}
