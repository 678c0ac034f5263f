package org.m365siem.camel;

import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.DefaultConsumer;
import org.m365siem.deliver.Receipt;
import org.m365siem.event.EventBatch;
import org.m365siem.spool.delivery.Deliverer;
import org.m365siem.spool.delivery.NoReceiptException;

/**
 * Sends a batch through the sink's route as one exchange. Delivered is only what came back without an exception, was not
 * handled, stopped or rolled back on the way, and carries the receipt of this batch.
 */
final class SpoolDelivery implements Deliverer {
    private final DefaultConsumer consumer;
    private final String route;

    SpoolDelivery(DefaultConsumer consumer, String route) {
        this.consumer = consumer;
        this.route = route;
    }

    @Override
    public Receipt deliver(EventBatch batch) throws Exception {
        Exchange exchange = consumer.createExchange(false);
        try {
            exchange.getMessage().setBody(batch);
            consumer.getProcessor().process(exchange);
            return receipt(exchange, batch);
        } finally {
            consumer.releaseExchange(exchange, false);
        }
    }

    private Receipt receipt(Exchange exchange, EventBatch batch) throws Exception {
        Exception failure = exchange.getException();
        if (failure != null) {
            throw unwrap(failure);
        }
        if (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()) {
            throw new NoReceiptException(says("was rolled back", "take the rollback out"));
        }
        boolean handled = exchange.getExchangeExtension().isErrorHandlerHandledSet()
                && exchange.getExchangeExtension().isErrorHandlerHandled();
        if (handled || exchange.getExchangeExtension().isFailureHandled()) {
            throw new NoReceiptException(says(
                    "handled an error itself",
                    "take `handled`, `continued` and error handlers out, and name routeConfigurationId: sinks"));
        }
        if (exchange.isRouteStop()) {
            throw new NoReceiptException(says("was stopped on the way", "take the stop out"));
        }
        Object body = exchange.getMessage().getBody();
        if (body instanceof Receipt receipt && receipt.isFor(batch)) {
            return receipt;
        }
        String type = body == null ? "nothing" : "a " + body.getClass().getSimpleName();
        throw new NoReceiptException(says(
                "came back with " + type + " instead of the receipt for its batch",
                "let its last step be a sink kamelet, and do not replace the body after it"));
    }

    private String says(String what, String advice) {
        return "the route in " + route + " " + what + ", so the batch is not delivered: " + advice;
    }

    private static Exception unwrap(Exception failure) {
        Exception inner = failure;
        while ((inner instanceof RuntimeCamelException || inner instanceof CamelExchangeException)
                && inner.getCause() instanceof Exception cause) {
            inner = cause;
        }
        return inner;
    }
}
