package org.m365siem.camel;

import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;

/** What an exchange that came back means: only one without exception that nobody handled, stopped or rolled back is well. */
final class Outcomes {
    private Outcomes() {}

    /** What went wrong with the exchange, or null. */
    static Throwable failure(Exchange exchange) {
        if (exchange.getException() != null) {
            return exchange.getException();
        }
        Exception handled = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (handled != null || exchange.getExchangeExtension().isErrorHandlerHandledSet()) {
            return new RuntimeCamelException("the route handled a failure instead of passing it on", handled);
        }
        if (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()) {
            return new RuntimeCamelException("the route rolled the batch back");
        }
        return exchange.isRouteStop() ? new RuntimeCamelException("the route stopped the batch on its way") : null;
    }
}
