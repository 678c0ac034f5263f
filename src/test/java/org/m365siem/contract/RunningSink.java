package org.m365siem.contract;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.m365siem.deliver.Receipt;
import org.m365siem.event.EventBatch;

/** The repository's own route to a sink, in a plain Camel context, fed from a {@link MemorySpool}. */
final class RunningSink implements AutoCloseable {
    private final String sink;
    private final MemorySpool spool = new MemorySpool();
    private final CamelContext context = new DefaultCamelContext();

    /** @param beans what the platform's file would declare, by name */
    RunningSink(String sink, Map<String, String> settings, Map<String, Object> beans) {
        this.sink = sink;
        try {
            Properties properties = new Properties();
            properties.put("m365.sinks", sink);
            properties.putAll(settings);
            context.getPropertiesComponent().setOverrideProperties(properties);
            // as the route configuration of the sinks says: failures go back to the spool
            context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
            context.addComponent("spool", spool);
            beans.forEach(context.getRegistry()::bind);
            Resource route = ResourceHelper.resolveMandatoryResource(
                    context, "file:" + Path.of("routes", "to-" + sink + ".camel.yaml"));
            PluginHelper.getRoutesLoader(context).loadRoutes(route);
            context.start();
        } catch (Exception e) {
            context.stop();
            throw new IllegalStateException("the route to " + sink + " does not start", e);
        }
    }

    Receipt deliver(EventBatch batch) {
        return spool.deliver(sink, batch);
    }

    @Override
    public void close() {
        context.stop();
    }
}
