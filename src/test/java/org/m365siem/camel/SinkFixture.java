package org.m365siem.camel;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.m365siem.deliver.DeliveryException;
import org.m365siem.deliver.Receipt;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;
import org.m365siem.event.Severity;

/** One sink kamelet in a plain Camel context, fed with batches as the spool feeds it. */
public final class SinkFixture implements AutoCloseable {
    private final CamelContext context = new DefaultCamelContext();

    public SinkFixture(String kamelet, Map<String, String> parameters, Map<String, Object> beans) {
        try {
            context.getComponent("kamelet", KameletComponent.class).setLocation("file:kamelets");
            beans.forEach(context.getRegistry()::bind);
            StringBuilder uri = new StringBuilder("kamelet:" + kamelet + "?");
            parameters.forEach((name, value) ->
                    uri.append(name).append("=RAW(").append(value).append(")&"));
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    errorHandler(noErrorHandler());
                    from("direct:in").to(uri.substring(0, uri.length() - 1));
                }
            });
            context.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public CamelContext context() {
        return context;
    }

    /** The receipt, or the failure as the spool sees it. */
    public Receipt deliver(EventBatch batch) {
        Exchange answer = context.createProducerTemplate().send("direct:in", exchange -> {
            exchange.getMessage().setBody(batch);
            exchange.getMessage().setHeader("Authorization", "leaked from upstream");
        });
        if (answer.getException() instanceof DeliveryException failed) {
            throw failed;
        }
        if (answer.getException() != null) {
            throw new AssertionError("not a delivery failure", answer.getException());
        }
        return answer.getMessage().getBody(Receipt.class);
    }

    public static EventBatch batch(int size) {
        List<SecurityEvent> events = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            events.add(
                    event("id-" + i, "{\"Id\":\"id-" + i + "\",\"Operation\":\"FileDownloaded\",\"Größe\":" + i + "}"));
        }
        return EventBatch.of("office365-audit", "tenant-1", events);
    }

    public static SecurityEvent event(String id, String json) {
        return new SecurityEvent(
                id,
                "tenant-1",
                "office365-audit",
                "Audit.General",
                "SharePointFileOperation",
                Instant.parse("2026-11-22T08:15:30.123Z"),
                Severity.NONE,
                "adele@example.com",
                json.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        context.stop();
    }
}
