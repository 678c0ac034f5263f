package org.m365siem.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.m365siem.settings.SettingException;

class SpoolOptionsTest {
    @TempDir
    Path state;

    @Test
    void options_come_from_the_route_then_from_the_sinks_settings_and_empty_is_unset() throws Exception {
        try (SpoolRoutes routes = new SpoolRoutes(Map.of("siem.in-flight", "3", "siem.max-lag", "2d"))) {
            SpoolEndpoint settings =
                    routes.context.getEndpoint("spool:events?sink=siem&inFlight=", SpoolEndpoint.class);
            assertThat(settings.inFlight()).isEqualTo(3);
            assertThat(settings.maxLag()).isEqualTo(Duration.ofDays(2));
            SpoolEndpoint own =
                    routes.context.getEndpoint("spool:events?sink=siem&inFlight=2&maxLag=1h", SpoolEndpoint.class);
            assertThat(own.inFlight()).isEqualTo(2);
            assertThat(own.maxLag()).isEqualTo(Duration.ofHours(1));
            SpoolEndpoint other = routes.context.getEndpoint("spool:events?sink=other", SpoolEndpoint.class);
            assertThat(other.inFlight()).isEqualTo(1);
            assertThat(other.maxLag()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "spool:events, sink of spool:events is not set",
        "spool:events?sink=Siem, expected the sink's name",
        "spool:events?sink=other, one of m365.sinks",
        "spool:events?sink=siem&inFlight=0, siem.in-flight = '0'",
        "spool:events?sink=siem&maxLag=PT1H, siem.max-lag = 'PT1H'",
        "spool:events?sink=siem&parallel=2, Unknown parameters=[{parallel=2}]",
        "spool:other?sink=siem, the spool is spool:events",
    })
    void wrong_options_are_refused_when_the_route_is_built(String uri, String says) throws Exception {
        try (SpoolRoutes routes = new SpoolRoutes(state)) {
            assertThatThrownBy(() -> routes.context.getEndpoint(uri).createConsumer(exchange -> {}))
                    .hasStackTraceContaining(says);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "m365.spool.url, kafka://a:9092, cannot keep the spool in Kafka",
        "m365.spool.url, jdbc:x, expected sqlite:",
        "m365.spool.max-bytes, lots, m365.spool.max-bytes = 'lots'",
        "m365.spool.keep, PT1H, m365.spool.keep = 'PT1H'",
        "m365.sinks, 'a,B', m365.sinks = 'B'",
    })
    void wrong_settings_are_refused_by_their_names(String key, String value, String says) {
        assertThatThrownBy(() -> new SpoolRoutes(Map.of(key, value)).close()).hasStackTraceContaining(says);
    }

    @Test
    void without_a_sink_a_source_does_not_start_because_its_events_would_be_kept_for_nobody() throws Exception {
        try (SpoolRoutes routes = new SpoolRoutes(Map.of("m365.state-dir", state.toString(), "m365.sinks", ""))) {
            routes.load("source.camel.yaml", SpoolRoutes.APPEND);
            assertThatThrownBy(routes::start).hasRootCauseInstanceOf(SettingException.class);
        }
    }
}
