package org.m365siem.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
    @ParameterizedTest
    @CsvSource({"500ms,500", "30s,30000", "10m,600000", "2h,7200000", "7d,604800000", "0s,0", "' 5s ',5000"})
    void reads_durations(String text, long millis) {
        assertThat(Values.duration("m365.overlap", text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT60S", "60", "60 s", "1w", "-5s", "1.5h", "5S", "", "s"})
    void refuses_other_durations_and_names_the_setting(String text) {
        assertThatThrownBy(() -> Values.duration("m365.overlap", text))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("m365.overlap");
    }

    @ParameterizedTest
    @CsvSource({"1048576,1048576", "64KB,65536", "10mb,10485760", "10 GB,10737418240", "1TB,1099511627776", "7B,7"})
    void reads_sizes(String text, long bytes) {
        assertThat(Values.size("m365.spool.max-bytes", text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10M", "1.5GB", "-1", "lots", "999999999999999TB"})
    void refuses_other_sizes(String text) {
        assertThatThrownBy(() -> Values.size("m365.spool.max-bytes", text)).isInstanceOf(SettingException.class);
    }

    @Test
    void refuses_the_port_that_kubernetes_sets_by_itself() {
        assertThatThrownBy(() -> Values.port("syslog.port", "tcp://10.0.0.1:514"))
                .hasMessageContaining("enableServiceLinks");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"host:8088", "ftp://host", "https://user:word@host", "https://host?x=1", "https://", "ht tp://x"
            })
    void refuses_addresses_that_are_none_or_carry_more(String text) {
        assertThatThrownBy(() -> Values.url("splunk.url", text)).isInstanceOf(SettingException.class);
    }

    @Test
    void a_server_address_has_no_path() {
        assertThat(Values.serverUrl("m365.graph-url", "https://graph.example:8443/")
                        .getPort())
                .isEqualTo(8443);
        assertThatThrownBy(() -> Values.serverUrl("m365.graph-url", "https://graph.example/v1.0"))
                .hasMessageContaining("without a path");
    }

    @Test
    void an_empty_value_is_the_same_as_none() {
        assertThat(Values.text("  ")).isNull();
        assertThat(Values.list(" , ")).isEmpty();
        assertThat(Values.list(" a, b,")).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"splunk", "splunk-eu", "s3", "a-1-b"})
    void accepts_sink_names(String name) {
        assertThat(Values.isSinkName(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Splunk", "splunk_eu", "-a", "a-", "a--b", "", "a.b"})
    void refuses_other_sink_names(String name) {
        assertThat(Values.isSinkName(name)).isFalse();
    }

    @Test
    void reads_a_secret_from_a_file_without_its_line_end(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "s3cret~ \n");
        assertThat(Values.secret("splunk.token", "", file.toString())).isEqualTo("s3cret~");
        assertThat(Values.secret("splunk.token", "direct", file.toString())).isEqualTo("direct");
        assertThat(Values.secret("splunk.token", null, null)).isNull();
    }

    @Test
    void a_secret_file_that_is_missing_or_empty_is_named(@TempDir Path folder) throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));
        assertThatThrownBy(() -> Values.secret("splunk.token", "", empty.toString()))
                .hasMessageContaining("splunk.token-file");
        assertThatThrownBy(() ->
                        Values.secret("splunk.token", "", folder.resolve("none").toString()))
                .hasMessageContaining("splunk.token-file");
    }
}
