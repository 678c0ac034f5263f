package org.m365siem.contract;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultComponent;
import org.m365siem.deliver.DeliveryException;
import org.m365siem.deliver.Receipt;
import org.m365siem.event.EventBatch;

/** Stands in for the spool: hands batches to the route of a sink on demand, and says what came back. */
final class MemorySpool extends DefaultComponent {
    private final Map<String, MemorySpoolEndpoint.Reader> readers = new ConcurrentHashMap<>();

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        String sink = getAndRemoveParameter(parameters, "sink", String.class);
        // what the real component does with its other options is not asked here
        parameters.clear();
        return new MemorySpoolEndpoint(uri, this, sink);
    }

    void register(String sink, MemorySpoolEndpoint.Reader reader) {
        readers.put(sink, reader);
    }

    /**
     * Sends a batch through the route that reads this sink.
     *
     * @return the receipt
     * @throws DeliveryException what the sink threw
     * @throws AssertionError when it ended without a receipt, or with any other exception
     */
    Receipt deliver(String sink, EventBatch batch) {
        Exchange exchange = readers.get(sink).send(batch);
        Exception failure = exchange.getException();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DeliveryException delivery) {
                throw delivery;
            }
        }
        if (failure != null) {
            throw new AssertionError(sink + " failed with something else than a DeliveryException", failure);
        }
        Object body = exchange.getMessage().getBody();
        if (body instanceof Receipt receipt && receipt.isFor(batch)) {
            return receipt;
        }
        throw new AssertionError(sink + " answered without the receipt for its batch, but with " + body);
    }
}
