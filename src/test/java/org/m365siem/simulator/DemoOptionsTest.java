package org.m365siem.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.m365siem.settings.SettingException;

class DemoOptionsTest {
    @Test
    void without_settings_it_is_an_endless_gentle_stream_into_four_sinks() {
        DemoOptions options = DemoOptions.of(key -> null);
        assertThat(options.events()).isEmpty();
        assertThat(options.seed()).isEmpty();
        assertThat(options.rate()).isPositive();
        assertThat(options.sinks()).containsExactly("syslog", "splunk", "kafka", "sentinel");
        assertThat(options.directory()).isEqualTo(Path.of("state", "demo"));
        assertThat(options.exitAfterDrain()).isFalse();
        assertThat(options.fresh()).isFalse();
    }

    @Test
    void reads_every_setting() {
        DemoOptions options = DemoOptions.of(Map.of(
                "m365.demo.seed", "7",
                "m365.demo.events", "1_000",
                "m365.demo.scenario", "throttled, splunk-down=5s",
                "m365.demo.records", "records.ndjson.gz",
                "m365.demo.exit-after-drain", "on",
                "m365.demo.sinks", "kafka,syslog",
                "m365.state-dir", "elsewhere",
                "m365.demo.fresh", "true")::get);
        assertThat(options.seed()).hasValue(7);
        assertThat(options.events()).hasValue(1000);
        assertThat(options.rate()).isZero();
        assertThat(options.scenarios()).containsExactly("throttled", "splunk-down=5s");
        assertThat(options.records()).isEqualTo(Path.of("records.ndjson.gz"));
        assertThat(options.exitAfterDrain()).isTrue();
        assertThat(options.sinks()).containsExactly("kafka", "syslog");
        assertThat(options.directory()).isEqualTo(Path.of("elsewhere", "demo"));
        assertThat(options.fresh()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"seed,x", "events,many", "rate,-1", "rate,fast", "sinks,elastic", "fresh,maybe"})
    void refuses_what_it_cannot_read(String name, String value) {
        String key = "m365.demo." + name;
        assertThatThrownBy(() -> DemoOptions.of(Map.of(key, value)::get))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(key);
    }
}
