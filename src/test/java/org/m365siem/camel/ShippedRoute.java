package org.m365siem.camel;

import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.m365siem.deliver.DeliveryException;
import org.m365siem.deliver.Receipt;
import org.m365siem.event.EventBatch;

/** A sink's route and kamelets as they are shipped, with {@code direct:} in the spool's place. */
final class ShippedRoute implements AutoCloseable {
    private final CamelContext context = new DefaultCamelContext();
    private final String sink;

    ShippedRoute(String sink, Map<String, String> settings) throws Exception {
        this.sink = sink;
        context.addComponent("spool", new DirectSpool());
        Properties properties = new Properties();
        properties.putAll(settings);
        context.getPropertiesComponent().setInitialProperties(properties);
        context.getComponent("kamelet", KameletComponent.class).setLocation("file:kamelets");
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(
                        ResourceHelper.fromString(
                                "sinks.yaml", "- routeConfiguration: {id: sinks, errorHandler: {noErrorHandler: {}}}"),
                        ResourceHelper.resolveMandatoryResource(context, "file:routes/to-" + sink + ".camel.yaml"));
        context.start();
    }

    CamelContext context() {
        return context;
    }

    /** Sends as the spool does. */
    Receipt deliver(EventBatch batch) {
        try {
            return (Receipt) context.createProducerTemplate().requestBody("spool:events?sink=" + sink, batch);
        } catch (CamelExecutionException e) {
            throw e.getCause() instanceof DeliveryException failure ? failure : e;
        }
    }

    @Override
    public void close() {
        context.stop();
    }

    /** {@code direct:} under the spool's scheme; it does not mind the option {@code sink}. */
    private static final class DirectSpool extends DirectComponent {
        @Override
        protected void validateParameters(String uri, Map<String, Object> parameters, String prefix) {
            parameters.remove("sink");
        }
    }
}
