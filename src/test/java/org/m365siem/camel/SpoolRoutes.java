package org.m365siem.camel;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.m365siem.deliver.Receipt;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;
import org.m365siem.event.Severity;

/** A plain Camel context with the spool declared in YAML, a route that appends and routes that deliver to a scripted SIEM. */
final class SpoolRoutes implements AutoCloseable {
    static final String APPEND = """
            - route:
                id: source
                from:
                  uri: direct:in
                  steps:
                    - to: spool:events
            """;

    final DefaultCamelContext context = new DefaultCamelContext();
    /** The ids that each exchange brought to the SIEM. */
    final List<List<String>> received = Collections.synchronizedList(new ArrayList<>());
    /** What happens to the next exchanges; when it is empty they get their receipt. */
    final Deque<Processor> answers = new ArrayDeque<>();

    private final Properties settings = new Properties();

    SpoolRoutes(Path state) throws Exception {
        this(Map.of("m365.state-dir", state.toString()));
    }

    SpoolRoutes(Map<String, String> given) throws Exception {
        settings.setProperty("m365.sinks", "siem");
        settings.putAll(given);
        context.getPropertiesComponent().setInitialProperties(settings);
        context.getRegistry().bind("siem", (Processor) this::siem);
        context.getShutdownStrategy().setTimeout(10);
        load("platform.camel.yaml", platform("org.m365siem.camel.SpoolComponent"));
    }

    static String platform(String type) {
        return """
                - beans:
                    - name: spool
                      type: "#class:%s"
                      properties:
                        url: "{{m365.spool.url:sqlite:}}"
                        stateDirectory: "{{m365.state-dir:./state}}"
                        maxBytes: "{{m365.spool.max-bytes:10GB}}"
                        minFreeDisk: "{{m365.spool.min-free-disk:1MB}}"
                        keep: "{{m365.spool.keep:0s}}"
                        sinks: "{{m365.sinks:}}"
                """.formatted(type);
    }

    static String to(String sink, String steps) {
        return """
                - route:
                    id: to-%s
                    errorHandler:
                      noErrorHandler: {}
                    from:
                      uri: spool:events
                      parameters: {sink: %s}
                      steps:
                %s""".formatted(sink, sink, steps.indent(8));
    }

    SpoolRoutes load(String file, String yaml) throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("file:routes/" + file, yaml));
        return this;
    }

    SpoolRoutes start() {
        context.start();
        return this;
    }

    SpoolComponent spool() {
        return context.getComponent("spool", SpoolComponent.class);
    }

    /** Sends through the source route; returns its exception, or null. */
    Exception append(Object body) {
        return context.createProducerTemplate()
                .send("direct:in", exchange -> exchange.getMessage().setBody(body))
                .getException();
    }

    static EventBatch batch(int from, int to) {
        List<SecurityEvent> events = IntStream.rangeClosed(from, to)
                .mapToObj(i -> new SecurityEvent(
                        "id-" + i,
                        "tenant",
                        "office365-audit",
                        "Audit.General",
                        "t",
                        Instant.parse("2026-03-01T00:00:00Z"),
                        Severity.NONE,
                        "",
                        ("{\"Id\":\"id-" + i + "\"}").getBytes(StandardCharsets.UTF_8)))
                .toList();
        return EventBatch.of("office365-audit", "tenant", events);
    }

    private void siem(Exchange exchange) throws Exception {
        EventBatch batch = exchange.getMessage().getBody(EventBatch.class);
        received.add(batch.ids());
        Processor answer;
        synchronized (answers) {
            answer = answers.pollFirst();
        }
        if (answer == null) {
            exchange.getMessage().setBody(Receipt.acknowledged(batch));
        } else {
            answer.process(exchange);
        }
    }

    long delivered(String sink) {
        return spool().counters().delivered().get(sink).sum();
    }

    Duration stop() {
        long from = System.nanoTime();
        context.stop();
        return Duration.ofNanos(System.nanoTime() - from);
    }

    @Override
    public void close() {
        context.stop();
    }
}
