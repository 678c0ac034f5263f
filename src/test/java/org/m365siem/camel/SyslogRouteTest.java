package org.m365siem.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.m365siem.deliver.Batches;
import org.m365siem.deliver.Receipt;
import org.m365siem.event.EventBatch;

class SyslogRouteTest {
    @Test
    void the_shipped_route_delivers_what_was_selected_and_gives_its_connection_back() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                ShippedRoute route = new ShippedRoute(
                        "syslog",
                        settings(Map.of(
                                "m365.sinks", "kafka, syslog",
                                "syslog.port", Integer.toString(server.getLocalPort()),
                                "syslog.transport", "tcp",
                                "syslog.framing", "newline",
                                "syslog.drop.types", "SharePoint, 15")))) {
            EventBatch batch = Batches.numbered("a", 2);
            Receipt receipt = route.deliver(batch);

            assertThat(receipt.isFor(batch)).isTrue();
            assertThat(receipt.confirmAfter()).hasSeconds(5);
            assertThat(receipt.healthy().getAsBoolean()).isTrue();
            try (Socket accepted = server.accept()) {
                route.close();
                String all = new String(accepted.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(all.lines())
                        .hasSize(2)
                        .allMatch(line -> line.startsWith("<110>1 2026-11-22T08:15:30.123Z "));
                assertThat(receipt.healthy().getAsBoolean())
                        .as("an orderly stop repeats nothing")
                        .isTrue();
            }
        }
    }

    @Test
    void an_empty_selection_is_delivered_without_a_connection() throws Exception {
        try (ShippedRoute route =
                new ShippedRoute("syslog", settings(Map.of("syslog.port", "9", "syslog.select.types", "none")))) {
            EventBatch batch = Batches.numbered("a", 2);
            assertThat(route.deliver(batch).isFor(batch)).isTrue();
        }
    }

    @Test
    void a_sink_that_is_not_listed_by_its_whole_name_needs_no_settings() throws Exception {
        try (ShippedRoute route = new ShippedRoute("syslog", Map.of("m365.sinks", "syslog-eu,my-syslog"))) {
            assertThat(route.context().getRoutes()).isEmpty();
        }
    }

    @Test
    void a_value_that_cannot_be_understood_stops_the_start() {
        refused(
                Map.of("syslog.facility", "local9"),
                "syslog.facility = 'local9': expected a number from 0 to 23 or one of");
        refused(Map.of("syslog.host", ""), "syslog.host is not set");
        refused(Map.of("syslog.port", "tcp://10.0.0.1:6514"), "switch enableServiceLinks off");
        // a kamelet's parameter must not be called timeout: Camel's kamelet endpoint takes that one for itself
        refused(Map.of("syslog.timeout", "PT60S"), "expected a duration like 500ms");
        refused(Map.of("syslog.max-bytes", "512"), "expected a size from 1KB to 100MB");
        refused(Map.of("syslog.tls.ca-file", "/no/such.pem"), "/no/such.pem");
        refused(
                Map.of("syslog.select.min-severity", "worst"),
                "expected one of informational, low, medium, high, critical");
        refused(Map.of("syslog.format", "yaml"), "format = 'yaml': expected one of json");
    }

    private static void refused(Map<String, String> changes, String words) {
        assertThatThrownBy(() -> new ShippedRoute("syslog", settings(changes)).close())
                .hasStackTraceContaining(words);
    }

    private static Map<String, String> settings(Map<String, String> changes) {
        Map<String, String> all = new HashMap<>(Map.of("m365.sinks", "syslog", "syslog.host", "127.0.0.1"));
        all.putAll(changes);
        return all;
    }
}
