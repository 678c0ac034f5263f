package org.m365siem.contract;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.m365siem.simulator.receiver.HecReceiver;
import org.m365siem.simulator.receiver.Receiver;
import org.m365siem.simulator.receiver.ReceiverLog;

/** With indexer acknowledgement, without gzip. */
class SplunkAckSinkContractTest extends SinkContract {
    @Override
    Receiver startReceiver(Path caFile) {
        return new HecReceiver(
                0,
                authority.serverContext(authority.issue("localhost", "localhost"), false),
                caFile,
                new HecReceiver.Options("7c1e6f52-0a0b-4c3d-9e8f-1234567890ab", true, 1_048_576, Set.of("m365")),
                ReceiverLog.inMemory(),
                ReceiverLog.inMemory());
    }

    @Override
    Map<String, String> settings() {
        return Map.of("splunk.gzip", "off", "splunk.index", "m365");
    }

    @Override
    Set<Ability> abilities() {
        return EnumSet.allOf(Ability.class);
    }
}
