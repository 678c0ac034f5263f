package org.m365siem.contract;

import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.m365siem.event.EventBatch;

/** {@code spool:events?sink=NAME}, for reading only. */
final class MemorySpoolEndpoint extends DefaultEndpoint {
    private final MemorySpool spool;
    private final String sink;

    MemorySpoolEndpoint(String uri, MemorySpool spool, String sink) {
        super(uri, spool);
        this.spool = spool;
        this.sink = sink;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("a sink's route does not write to the spool");
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        Reader reader = new Reader(this, processor);
        spool.register(sink, reader);
        return reader;
    }

    /** Sends when it is asked to. */
    static final class Reader extends DefaultConsumer {
        Reader(MemorySpoolEndpoint endpoint, Processor processor) {
            super(endpoint, processor);
        }

        Exchange send(EventBatch batch) {
            Exchange exchange = createExchange(false);
            exchange.getMessage().setBody(batch);
            try {
                getProcessor().process(exchange);
            } catch (Exception e) {
                exchange.setException(e);
            }
            return exchange;
        }
    }
}
