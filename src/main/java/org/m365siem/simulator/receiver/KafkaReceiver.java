package org.m365siem.simulator.receiver;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * A real Kafka broker. Its topic is the log: a reader counts it from the beginning at every start, so that what was
 * acknowledged before a crash is counted exactly once. Clients come through a gate that can have the faults of a network.
 */
public final class KafkaReceiver implements Receiver {
    private static final Set<Fault> POSSIBLE = EnumSet.of(Fault.DOWN, Fault.SLOW, Fault.RESETS, Fault.SILENT);

    private final ReceiverLog log = ReceiverLog.inMemory();
    private final ReceiverLog refused = ReceiverLog.inMemory();
    private final Faults faults = new Faults("kafka", POSSIBLE, this::openOrShut);
    private final Options options;
    private final KafkaBroker broker;
    private final KafkaReader reader;
    private final TcpGate gate;

    /**
     * @param directory where the broker keeps everything
     * @param port where clients connect
     * @param inner three more ports, the broker's own
     */
    public record Options(Path directory, String topic, int port, List<Integer> inner) {
        int internal() {
            return inner.get(1);
        }
    }

    public KafkaReceiver(Options options) {
        this.options = options;
        this.broker = new KafkaBroker(
                options.directory(),
                new KafkaBroker.Ports(
                        options.inner().get(0),
                        options.port(),
                        options.internal(),
                        options.inner().get(2)));
        this.gate = new TcpGate(options.port(), options.inner().get(0), faults);
        gate.open(true);
        createTopic();
        this.reader = new KafkaReader(options.internal(), options.topic(), log);
    }

    private void createTopic() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", "localhost:" + options.internal()))) {
            admin.createTopics(List.of(new NewTopic(options.topic(), Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("cannot create topic " + options.topic(), e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void openOrShut() {
        gate.open(!faults.on(Fault.DOWN));
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("kafka.brokers", "localhost:" + options.port(), "kafka.topic", options.topic());
    }

    @Override
    public ReceiverLog log() {
        return log;
    }

    @Override
    public ReceiverLog refused() {
        return refused;
    }

    @Override
    public void fault(String scenario) {
        faults.begin(scenario);
    }

    @Override
    public void settle() {
        reader.settle();
    }

    @Override
    public void close() {
        QuietLogging.apply(); // a program that has ended may have given all loggers their old levels back
        gate.close();
        reader.close();
        broker.close();
    }
}
