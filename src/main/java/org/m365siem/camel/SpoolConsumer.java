package org.m365siem.camel;

import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.DefaultConsumer;
import org.m365siem.spool.delivery.DeliveryLoop;
import org.m365siem.spool.delivery.DeliverySettings;

/**
 * Runs the delivery of one sink for as long as its route runs. Camel suspends consumers first and stops them when nothing is
 * in flight; all sinks end their waiting at the first of the two, so that they share the time to stop.
 */
final class SpoolConsumer extends DefaultConsumer implements Suspendable {
    private final SpoolEndpoint endpoint;
    private DeliveryLoop loop;

    SpoolConsumer(SpoolEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        SpoolComponent component = endpoint.component();
        String route = place(getRoute(), getRouteId());
        DeliverySettings settings =
                new DeliverySettings(endpoint.sink(), route, endpoint.inFlight(), endpoint.maxLag());
        SpoolDelivery delivery = new SpoolDelivery(this, route);
        loop = new DeliveryLoop(
                settings, component.open(), delivery, component.counters().delivery(endpoint.sink()));
        loop.start();
    }

    @Override
    protected void doSuspend() throws Exception {
        if (loop != null) {
            loop.requestStop();
        }
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        doStop();
        doStart();
    }

    @Override
    protected void doStop() throws Exception {
        if (loop != null) {
            loop.stop();
            loop = null;
        }
        super.doStop();
    }

    /** Where an operator finds the route: its file, or its id when it comes from no file. */
    static String place(Route route, String id) {
        Resource file = route == null ? null : route.getSourceResource();
        return file == null ? "route " + id : file.getLocation().replaceFirst("^(file|classpath):", "");
    }
}
