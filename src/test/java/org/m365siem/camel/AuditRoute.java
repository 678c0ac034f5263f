package org.m365siem.camel;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.m365siem.auth.EntraTokens;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;

/** The office365-audit-source kamelet in a plain context, with the error policies of the repository. */
final class AuditRoute implements AutoCloseable {
    final List<String> ids = new CopyOnWriteArrayList<>();
    final DefaultCamelContext context = new DefaultCamelContext();
    volatile Consumer<EventBatch> sink = batch -> {};
    volatile boolean hiding;
    private final String from;

    /** Tokens without Microsoft. */
    static final class GoodTokens extends EntraTokens {
        @Override
        public String token(String scope) {
            return "good";
        }
    }

    AuditRoute(FakeTenant tenant, MemoryCursors cursors, Map<String, String> more) throws Exception {
        context.getRegistry().bind("entra", new GoodTokens());
        context.getRegistry().bind("spool", cursors);
        context.getPropertiesComponent().addInitialProperty("camel.component.kamelet.location", "file:kamelets");
        context.getComponent("kamelet", org.apache.camel.component.kamelet.KameletComponent.class)
                .setLocation("file:kamelets");
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.resolveResource(
                        context, "file:" + Path.of("routes/errors.camel.yaml").toAbsolutePath()));
        StringBuilder uri = new StringBuilder("kamelet:office365-audit-source?tenantId=" + FakeTenant.ID
                + "&managementUrl=" + tenant.url() + "&pollInterval=1s");
        more.forEach((key, value) -> uri.append('&').append(key).append('=').append(value));
        from = uri.toString();
    }

    AuditRoute start() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                RouteDefinition route = from(from).routeId("audit");
                if (hiding) {
                    route.onException(IllegalStateException.class).handled(true).end();
                }
                route.process(exchange -> {
                    EventBatch batch = exchange.getMessage().getBody(EventBatch.class);
                    sink.accept(batch);
                    batch.events().stream().map(SecurityEvent::id).forEach(ids::add);
                });
            }
        });
        context.start();
        return this;
    }

    @Override
    public void close() {
        context.stop();
    }
}
