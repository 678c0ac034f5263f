package org.m365siem.simulator.receiver;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.m365siem.simulator.Ports;

/** The simulator's broker without anybody who reads its topic: records are counted by the offset of its end. */
public final class BareBroker implements AutoCloseable {
    public static final String TOPIC = "m365-audit";

    private final int port = Ports.free();
    private final KafkaBroker broker;
    private final Admin admin;

    public BareBroker(Path directory) throws ExecutionException, InterruptedException {
        broker = new KafkaBroker(directory, new KafkaBroker.Ports(port, port, Ports.free(), Ports.free()));
        admin = Admin.create(Map.of("bootstrap.servers", address()));
        admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
                .all()
                .get();
    }

    public String address() {
        return "localhost:" + port;
    }

    /** How many records the topic has. */
    public long count() {
        TopicPartition only = new TopicPartition(TOPIC, 0);
        try {
            return admin.listOffsets(Map.of(only, OffsetSpec.latest()))
                    .partitionResult(only)
                    .get()
                    .offset();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        admin.close();
        broker.close();
    }
}
