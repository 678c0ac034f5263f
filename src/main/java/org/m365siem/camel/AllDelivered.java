package org.m365siem.camel;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;

/** Makes a split fail when one of its parts did not go all the way, even if a route behind it hid that. */
public class AllDelivered implements AggregationStrategy {
    @Override
    public Exchange aggregate(Exchange before, Exchange part) {
        if (before != null && before.getException() != null) {
            return before;
        }
        Throwable failure = Outcomes.failure(part);
        if (failure != null && part.getException() == null) {
            part.setException(failure instanceof Exception known ? known : new RuntimeCamelException(failure));
        }
        return part;
    }
}
