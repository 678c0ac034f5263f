package org.m365siem.camel;

import java.util.Properties;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.m365siem.deliver.DeliveryException;
import org.m365siem.deliver.KafkaFailures;
import org.m365siem.deliver.KafkaSettings;
import org.m365siem.deliver.Outcome;
import org.m365siem.deliver.Receipt;
import org.m365siem.event.EventBatch;

/**
 * The bean behind {@code kafka-batch-sink}: it makes camel-kafka's producer, turns a batch into its request, and what came of it
 * into a receipt or a {@link DeliveryException}.
 */
public final class KafkaSink extends KafkaSettings implements KafkaClientFactory, AggregationStrategy {
    private final RenewableProducer producer = new RenewableProducer();

    /**
     * A batch as camel-kafka's request. The topic is looked up first: camel-kafka would wait for absent brokers anew for each
     * event.
     *
     * @throws DeliveryException when the topic cannot be reached
     */
    public Object request(EventBatch batch, Exchange exchange) {
        if (!batch.isEmpty()) {
            try {
                producer.get().partitionsFor(topic());
            } catch (KafkaException e) {
                throw judged(new KafkaFailures(brokers(), topic()).of(e));
            }
        }
        return new KafkaRequest(batch, exchange.getContext());
    }

    /** Called when every event has been answered: the body becomes the receipt, or the exchange fails with an outcome. */
    @Override
    public Exchange aggregate(Exchange before, Exchange sent) {
        KafkaRequest request = sent.getMessage().getBody(KafkaRequest.class);
        EventBatch batch = request.batch();
        DeliveryException failure =
                new KafkaFailures(brokers(), topic()).of(batch, request.errors(sent.getException()));
        sent.setException(failure == null ? null : judged(failure));
        sent.getMessage().setBody(Receipt.acknowledged(batch));
        return sent;
    }

    /** A producer whose identity or rights were refused stays refused: the next try gets a new one. */
    private DeliveryException judged(DeliveryException failure) {
        if (failure.outcome() instanceof Outcome.Misconfigured) {
            producer.renew();
        }
        return failure;
    }

    @Override
    public Producer<?, ?> getProducer(Properties settings) {
        settings.putAll(producer());
        producer.supply(() -> new KafkaProducer<>(settings));
        return producer.proxy();
    }

    @Override
    public Consumer<?, ?> getConsumer(Properties settings) {
        throw new UnsupportedOperationException("a sink only");
    }

    @Override
    public String getBrokers(KafkaConfiguration configuration) {
        return brokers();
    }
}
