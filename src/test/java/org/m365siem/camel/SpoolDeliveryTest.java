package org.m365siem.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.deliver.DeliveryException;
import org.m365siem.spool.SinkState;
import org.m365siem.spool.SinkStatus;

/** What counts as delivered when an exchange comes back. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SpoolDeliveryTest {
    private static final String SIEM = "- process: {ref: siem}\n";

    @TempDir
    Path state;

    private SinkStatus notDelivered(String yaml) throws Exception {
        return notDelivered(yaml, null);
    }

    /** Runs the route until the sink is in trouble. */
    private SinkStatus notDelivered(String yaml, org.apache.camel.Processor answer) throws Exception {
        try (SpoolRoutes routes = new SpoolRoutes(state)) {
            if (answer != null) {
                for (int i = 0; i < 10; i++) {
                    routes.answers.add(answer);
                }
            }
            routes.load("source.camel.yaml", SpoolRoutes.APPEND)
                    .load("to-siem.camel.yaml", yaml)
                    .start();
            routes.append(SpoolRoutes.batch(1, 2));
            await().until(() -> status(routes).state() != SinkState.FLOWING);
            assertThat(routes.delivered("siem")).isZero();
            SinkStatus status = status(routes);
            assertThat(status.lagEvents()).isEqualTo(2);
            return status;
        }
    }

    private static SinkStatus status(SpoolRoutes routes) {
        return routes.spool().spool().sinks().get(0);
    }

    @Test
    void a_route_without_a_receipt_is_not_delivered_and_the_file_is_named() throws Exception {
        SinkStatus status = notDelivered(SpoolRoutes.to("siem", "- log: hello"));
        assertThat(status.state()).isEqualTo(SinkState.RETRYING);
        assertThat(status.message()).contains("routes/to-siem.camel.yaml", "EventBatch", "sink kamelet");
    }

    @Test
    void a_receipt_that_was_replaced_is_not_delivered() throws Exception {
        SinkStatus status = notDelivered(SpoolRoutes.to("siem", SIEM + "- setBody: {constant: done}"));
        assertThat(status.message()).contains("a String instead of the receipt");
    }

    @Test
    void a_stopped_exchange_is_not_delivered() throws Exception {
        SinkStatus status = notDelivered(SpoolRoutes.to("siem", SIEM + "- stop: {}"));
        assertThat(status.message()).contains("stopped");
    }

    @Test
    void a_rolled_back_exchange_is_not_delivered() throws Exception {
        SinkStatus status = notDelivered(SpoolRoutes.to("siem", SIEM + "- rollback: {markRollbackOnly: true}"));
        assertThat(status.message()).contains("rolled back");
    }

    @Test
    void a_handled_error_is_not_delivered_even_when_the_handler_makes_a_receipt() throws Exception {
        String handled = """
                - routeConfiguration:
                    onException:
                      - onException:
                          exception: [java.lang.Exception]
                          handled: {constant: "true"}
                          steps:
                            - process: {ref: siem}
                - route:
                    id: to-siem
                    from:
                      uri: spool:events
                      parameters: {sink: siem}
                      steps:
                        - throwException: {exceptionType: java.lang.IllegalStateException, message: broken}
                """;
        assertThat(notDelivered(handled).message()).contains("handled an error itself");
    }

    @Test
    void a_delivery_exception_is_found_under_camels_wrappers() throws Exception {
        SinkStatus status = notDelivered(SpoolRoutes.to("siem", SIEM), exchange -> {
            throw new CamelExecutionException("x", exchange, DeliveryException.misconfigured("token refused"));
        });
        assertThat(status.state()).isEqualTo(SinkState.MISCONFIGURED);
        assertThat(status.message()).isEqualTo("token refused");
    }

    @Test
    void other_exceptions_are_retried_without_camels_wrappers() throws Exception {
        SinkStatus status = notDelivered(SpoolRoutes.to("siem", SIEM), exchange -> {
            throw new CamelExecutionException("x", exchange, new java.net.ConnectException("refused"));
        });
        assertThat(status.state()).isEqualTo(SinkState.RETRYING);
        assertThat(status.message()).isEqualTo("ConnectException: refused");
    }

    @Test
    void a_receipt_through_a_sub_route_is_delivered() throws Exception {
        String sub = """
                - route:
                    from:
                      uri: direct:sub
                      steps:
                        - process: {ref: siem}
                """;
        try (SpoolRoutes routes = new SpoolRoutes(state)) {
            routes.load("source.camel.yaml", SpoolRoutes.APPEND)
                    .load("sub.camel.yaml", sub)
                    .load("to-siem.camel.yaml", SpoolRoutes.to("siem", "- to: direct:sub"))
                    .start();
            routes.append(SpoolRoutes.batch(1, 2));
            await().until(() -> routes.delivered("siem") == 2);
            assertThat(routes.received).containsExactly(List.of("id-1", "id-2"));
        }
    }

    @Test
    void bad_events_lie_in_the_dead_letters_of_the_store() throws Exception {
        try (SpoolRoutes routes = new SpoolRoutes(state)) {
            routes.answers.add(exchange -> {
                throw DeliveryException.bad(List.of("id-2"), "invalid");
            });
            routes.load("source.camel.yaml", SpoolRoutes.APPEND)
                    .load("to-siem.camel.yaml", SpoolRoutes.to("siem", SIEM))
                    .start();
            routes.append(SpoolRoutes.batch(1, 3));
            await().until(() -> routes.delivered("siem") == 2);
            assertThat(routes.received).containsExactly(List.of("id-1", "id-2", "id-3"), List.of("id-1", "id-3"));
            assertThat(status(routes).deadLetters()).isEqualTo(1);
            assertThat(status(routes).lagEvents()).isZero();
        }
    }
}
