package org.m365siem.simulator.receiver;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** A real Kafka broker of one node in this JVM: KRaft, plain text, everything kept for ever in one directory. */
final class KafkaBroker implements AutoCloseable {
    private static final String NODE = "1";

    private final KafkaRaftServer server;

    /**
     * @param clients where the gate in front connects
     * @param advertised the gate's port, which clients are told
     * @param internal for whoever goes around the gate
     */
    record Ports(int clients, int advertised, int internal, int controller) {}

    KafkaBroker(Path directory, Ports ports) {
        QuietLogging.apply();
        format(directory);
        KafkaConfig config = new KafkaConfig(properties(directory, ports));
        server = new KafkaRaftServer(config, Time.SYSTEM);
        server.startup();
    }

    private static void format(Path directory) {
        try {
            Files.createDirectories(directory);
            if (Files.exists(directory.resolve("meta.properties"))) {
                return;
            }
            new Formatter()
                    .setNodeId(Integer.parseInt(NODE))
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(directory.toString())
                    .addDirectory(directory.toString())
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the broker's directory " + directory, e);
        } catch (Exception e) {
            throw new IllegalStateException("cannot format the broker's directory " + directory, e);
        }
    }

    private static Properties properties(Path directory, Ports ports) {
        Properties properties = new Properties();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", NODE);
        properties.put("controller.quorum.voters", NODE + "@localhost:" + ports.controller());
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put(
                "listeners",
                "CLIENTS://localhost:%d,INTERNAL://localhost:%d,CONTROLLER://localhost:%d"
                        .formatted(ports.clients(), ports.internal(), ports.controller()));
        properties.put(
                "advertised.listeners",
                "CLIENTS://localhost:%d,INTERNAL://localhost:%d".formatted(ports.advertised(), ports.internal()));
        properties.put("inter.broker.listener.name", "INTERNAL");
        properties.put("listener.security.protocol.map", "CLIENTS:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("log.dirs", directory.toString());
        properties.put("log.retention.ms", "-1");
        properties.put("message.max.bytes", "2097152");
        properties.put("num.partitions", "1");
        properties.put("default.replication.factor", "1");
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("offsets.topic.num.partitions", "1");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("transaction.state.log.num.partitions", "1");
        // small: the program that is being shown runs in the same heap
        properties.put("log.cleaner.enable", "false");
        properties.put("num.io.threads", "2");
        properties.put("num.network.threads", "2");
        properties.put("background.threads", "2");
        properties.put("num.recovery.threads.per.data.dir", "1");
        properties.put("initial.broker.registration.timeout.ms", "30000");
        properties.put("controlled.shutdown.enable", "false");
        return properties;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
