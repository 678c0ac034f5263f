package org.m365siem.contract;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.m365siem.simulator.Ports;
import org.m365siem.simulator.receiver.KafkaReceiver;
import org.m365siem.simulator.receiver.Receiver;

class KafkaSinkContractTest extends SinkContract {
    @Override
    Receiver startReceiver(Path caFile) {
        return new KafkaReceiver(new KafkaReceiver.Options(
                directory.resolve("kafka"),
                "m365-audit",
                Ports.free(),
                List.of(Ports.free(), Ports.free(), Ports.free())));
    }

    @Override
    Set<Ability> abilities() {
        return EnumSet.of(Ability.ACKNOWLEDGES);
    }
}
