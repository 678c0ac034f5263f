package org.m365siem.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.m365siem.deliver.Batches;
import org.m365siem.deliver.Receipt;
import org.m365siem.event.EventBatch;

/** The shipped route and kamelets, with {@code direct:} in the spool's place. */
class SyslogRouteTest {
    private CamelContext context;

    @AfterEach
    void stop() {
        if (context != null) {
            context.stop();
        }
    }

    @Test
    void the_shipped_route_delivers_what_was_selected_and_gives_its_connection_back() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            start(Map.of(
                    "m365.sinks", "kafka, syslog",
                    "syslog.host", "127.0.0.1",
                    "syslog.port", Integer.toString(server.getLocalPort()),
                    "syslog.transport", "tcp",
                    "syslog.framing", "newline",
                    "syslog.drop.types", "SharePoint, 15"));
            EventBatch batch = Batches.numbered("a", 2);
            Receipt receipt =
                    context.createProducerTemplate().requestBody("spool:events?sink=syslog", batch, Receipt.class);

            assertThat(receipt.isFor(batch)).isTrue();
            assertThat(receipt.confirmAfter()).hasSeconds(5);
            assertThat(receipt.healthy().getAsBoolean()).isTrue();
            try (Socket accepted = server.accept()) {
                context.stop();
                String all = new String(accepted.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(all.lines())
                        .hasSize(2)
                        .allMatch(line -> line.startsWith("<110>1 2026-11-22T08:15:30.123Z "));
            }
        }
    }

    @Test
    void an_empty_selection_is_delivered_without_a_connection() throws Exception {
        start(Map.of(
                "m365.sinks", "syslog", "syslog.host", "127.0.0.1", "syslog.port", "9", "syslog.select.types", "none"));
        EventBatch batch = Batches.numbered("a", 2);
        Object receipt = context.createProducerTemplate().requestBody("spool:events?sink=syslog", batch);
        assertThat(((Receipt) receipt).isFor(batch)).isTrue();
    }

    @Test
    void a_sink_that_is_not_listed_by_its_whole_name_needs_no_settings() throws Exception {
        start(Map.of("m365.sinks", "syslog-eu,my-syslog"));
        assertThat(context.getRoutes()).isEmpty();
    }

    @Test
    void a_value_that_cannot_be_understood_stops_the_start() {
        assertThatThrownBy(() -> start(Map.of("m365.sinks", "syslog", "syslog.host", "h", "syslog.facility", "local9")))
                .hasStackTraceContaining("syslog.facility = 'local9': expected a number from 0 to 23 or one of kern");
        assertThatThrownBy(() -> start(Map.of("m365.sinks", "syslog")))
                .hasStackTraceContaining("syslog.host is not set");
        assertThatThrownBy(() -> start(
                        Map.of("m365.sinks", "syslog", "syslog.host", "h", "syslog.select.min-severity", "worst")))
                .hasStackTraceContaining("expected one of informational, low, medium, high, critical");
        assertThatThrownBy(() -> start(Map.of("m365.sinks", "syslog", "syslog.host", "h", "syslog.format", "yaml")))
                .hasStackTraceContaining("format = 'yaml': expected one of json");
    }

    private void start(Map<String, String> settings) throws Exception {
        context = new DefaultCamelContext();
        context.addComponent("spool", new DirectSpool());
        Properties properties = new Properties();
        properties.putAll(settings);
        context.getPropertiesComponent().setInitialProperties(properties);
        context.getComponent("kamelet", KameletComponent.class).setLocation("file:kamelets");
        Resource route = ResourceHelper.resolveMandatoryResource(context, "file:routes/to-syslog.camel.yaml");
        Resource sinks = ResourceHelper.fromString(
                "sinks.yaml", "- routeConfiguration: {id: sinks, errorHandler: {noErrorHandler: {}}}");
        PluginHelper.getRoutesLoader(context).loadRoutes(sinks, route);
        context.start();
    }

    /** {@code direct:} under the spool's scheme; it does not mind the option {@code sink}. */
    private static final class DirectSpool extends DirectComponent {
        @Override
        protected void validateParameters(String uri, Map<String, Object> parameters, String prefix) {
            parameters.remove("sink");
        }
    }
}
