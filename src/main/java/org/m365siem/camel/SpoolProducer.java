package org.m365siem.camel;

import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.m365siem.event.EventBatch;
import org.m365siem.spool.SpoolRefusedException;

/**
 * Appends the batch, less the events seen before; when the step ends it is on disk. A refused append is the exchange's
 * exception ({@link SpoolRefusedException}), so that the source keeps its cursor and tries again.
 */
final class SpoolProducer extends DefaultProducer {
    private final SpoolComponent component;

    SpoolProducer(SpoolEndpoint endpoint) {
        super(endpoint);
        this.component = endpoint.component();
    }

    /** Camel starts producers even in a context that starts no route; such a context only checks, and opens nothing. */
    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (Boolean.TRUE.equals(getEndpoint().getCamelContext().isAutoStartup())) {
            component.open();
        }
    }

    @Override
    public void process(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        if (!(body instanceof EventBatch batch)) {
            String type = body == null ? "nothing" : "a " + body.getClass().getName();
            throw new IllegalArgumentException("the spool takes an EventBatch, and route " + exchange.getFromRouteId()
                    + " sent " + type + ": let a source kamelet make the body, and do not replace it on the way");
        }
        if (!batch.isEmpty()) {
            component.counters().appended(batch, component.open().append(batch));
        }
    }
}
