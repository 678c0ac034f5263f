package org.m365siem.simulator.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.simulator.Ports;

class KafkaReceiverTest {
    @TempDir
    Path directory;

    @Test
    void counts_every_message_over_a_restart_and_a_broken_network() throws Exception {
        KafkaReceiver.Options options = new KafkaReceiver.Options(
                directory, "m365.audit", Ports.free(), List.of(Ports.free(), Ports.free(), Ports.free()));
        Instant before = Instant.now();
        try (KafkaReceiver receiver = new KafkaReceiver(options)) {
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(60));
            assertThat(receiver.settings())
                    .containsEntry("kafka.topic", "m365.audit")
                    .containsEntry("kafka.brokers", "localhost:" + options.port());
            send(options.port(), 0, 300);
            send(options.port(), 299, 300);
            receiver.settle();
            assertThat(receiver.log().unique()).isEqualTo(300);
            assertThat(receiver.log().repeated()).isEqualTo(1);

            receiver.fault("down");
            try (KafkaProducer<byte[], byte[]> producer = producer(options.port())) {
                assertThatThrownBy(() -> producer.send(message("x")).get()).hasMessageContaining("not present");
            }
            receiver.fault("none");
            send(options.port(), 300, 310);
            receiver.settle();
            assertThat(receiver.log().unique()).isEqualTo(310);
        }
        try (KafkaReceiver again = new KafkaReceiver(options)) {
            again.settle();
            assertThat(again.log().unique()).isEqualTo(310);
            assertThat(again.log().repeated()).isEqualTo(1);
            assertThat(again.log().count("event-309")).isEqualTo(1);
            send(options.port(), 310, 311);
            again.settle();
            assertThat(again.log().unique()).isEqualTo(311);
        }
    }

    private static void send(int port, int from, int to) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(port)) {
            Future<RecordMetadata> last = null;
            for (int i = from; i < to; i++) {
                last = producer.send(message("event-" + i));
            }
            producer.flush();
            assertThat(last.get().hasOffset()).isTrue();
        }
    }

    private static ProducerRecord<byte[], byte[]> message(String id) {
        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>("m365.audit", "{}".getBytes(UTF_8));
        message.headers().add("ce_id", id.getBytes(UTF_8));
        return message;
    }

    private static KafkaProducer<byte[], byte[]> producer(int port) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", "localhost:" + port,
                        "max.block.ms", "2000",
                        "delivery.timeout.ms", "30000"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
