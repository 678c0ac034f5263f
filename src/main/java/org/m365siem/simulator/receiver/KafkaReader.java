package org.m365siem.simulator.receiver;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the topic from its beginning, without a group, and notes the ids of CloudEvents' {@code ce_id} header. */
final class KafkaReader implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final ReceiverLog log;
    private final Thread thread = new Thread(this::run, "receiver-kafka-reader");
    private volatile boolean closing;
    private boolean asked;
    private long settled;

    KafkaReader(int port, String topic, ReceiverLog log) {
        this.log = log;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", "localhost:" + port,
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false",
                        "isolation.level", "read_committed",
                        "fetch.max.bytes", "4194304",
                        "max.partition.fetch.bytes", "2097152"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try (consumer) {
            while (!closing) {
                note(consumer.poll(Duration.ofMillis(200)));
                settleIfAsked();
            }
        } catch (WakeupException closed) {
            // the end
        } finally {
            settle(Long.MAX_VALUE);
        }
    }

    private void note(ConsumerRecords<byte[], byte[]> records) {
        List<String> ids = new ArrayList<>(records.count());
        for (ConsumerRecord<byte[], byte[]> message : records) {
            Header id = message.headers().lastHeader("ce_id");
            if (id == null || id.value() == null || id.value().length == 0) {
                log.malformed("no ce_id at offset " + message.offset());
            } else {
                ids.add(new String(id.value(), StandardCharsets.UTF_8));
            }
        }
        log.received(ids);
    }

    private synchronized void settleIfAsked() {
        if (asked
                && consumer.endOffsets(partitions).entrySet().stream()
                        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
            asked = false;
            settle(settled + 1);
        }
    }

    private synchronized void settle(long number) {
        settled = number;
        notifyAll();
    }

    /** Returns when everything that was in the topic at the time of the call is noted. */
    synchronized void settle() {
        long before = settled;
        asked = true;
        try {
            while (settled <= before && before != Long.MAX_VALUE && !closing) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
