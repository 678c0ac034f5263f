package org.m365siem.camel;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.m365siem.deliver.KafkaRecord;
import org.m365siem.event.EventBatch;

/** A batch in the form that camel-kafka sends in one go: an exchange per event, in which it notes what became of it. */
final class KafkaRequest implements Iterable<Exchange> {
    private final EventBatch batch;
    private final List<Exchange> records;

    KafkaRequest(EventBatch batch, CamelContext context) {
        this.batch = batch;
        this.records = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            Exchange record = new DefaultExchange(context);
            byte[] payload = batch.payload(i);
            record.getIn().setBody(payload);
            record.getIn()
                    .setHeader(
                            KafkaConstants.KEY, KafkaRecord.key(batch.events().get(i)));
            KafkaRecord.headers(batch.events().get(i), payload).forEach(record.getIn()::setHeader);
            records.add(record);
        }
    }

    EventBatch batch() {
        return batch;
    }

    @Override
    public Iterator<Exchange> iterator() {
        return records.iterator();
    }

    /** One for each event, null where the brokers have acknowledged it. An event that was never sent fails as the whole did. */
    List<Throwable> errors(Throwable whole) {
        List<Throwable> errors = new ArrayList<>(records.size());
        for (Exchange record : records) {
            Throwable own = record.getException();
            errors.add(own != null || acknowledged(record) ? own : whole);
        }
        return errors;
    }

    private static boolean acknowledged(Exchange record) {
        return record.getMessage().getHeader(KafkaConstants.KAFKA_RECORD_META) instanceof List<?> metadata
                && metadata.stream().allMatch(one -> one instanceof RecordMetadata written && written.hasOffset());
    }
}
