package org.m365siem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.m365siem.settings.Problem;

class SettingsCheckTest {
    private final Map<String, String> settings = new HashMap<>(Map.of(
            "m365.sources", "office365-audit",
            "m365.sinks", "syslog",
            "m365.tenant-id", "11111111-2222-3333-4444-555555555555",
            "m365.client-id", "11111111-2222-3333-4444-555555555556",
            "m365.client-secret", "s3cret"));

    private List<String> wrong() {
        return new SettingsCheck(settings::get)
                .problems().stream().map(Problem::where).toList();
    }

    @Test
    void a_complete_set_has_no_problem() {
        assertThat(wrong()).isEmpty();
    }

    @Test
    void with_nothing_set_everything_that_is_always_needed_is_named_at_once() {
        settings.clear();
        assertThat(wrong())
                .containsExactlyInAnyOrder(
                        "m365.sources", "m365.sinks", "m365.tenant-id", "m365.client-id", "m365.client-secret");
    }

    @Test
    void all_wrong_values_are_in_one_report() {
        settings.putAll(Map.of(
                "m365.overlap", "PT60S",
                "m365.first-run", "8d",
                "m365.spool.max-bytes", "10M",
                "m365.tls.ca-file", "/nowhere.pem",
                "m365.leader", "kubernetes",
                "syslog.port", "tcp://10.0.0.1:514",
                "syslog.transport", "carrier-pigeon",
                "syslog.in-flight", "0"));
        assertThat(wrong())
                .containsExactlyInAnyOrder(
                        "m365.overlap",
                        "m365.first-run",
                        "m365.spool.max-bytes",
                        "m365.tls.ca-file",
                        "m365.leader",
                        "syslog.port",
                        "syslog.transport",
                        "syslog.in-flight");
    }

    @Test
    void an_empty_value_is_the_same_as_none() {
        settings.put("m365.overlap", " ");
        settings.put("m365.client-secret", "");
        assertThat(wrong()).containsExactly("m365.client-secret");
    }

    @Test
    void settings_of_a_sink_that_is_not_listed_are_ignored() {
        settings.put("splunk.url", "no address");
        assertThat(wrong()).isEmpty();
    }

    @Test
    void a_second_sink_of_a_kind_is_checked_like_the_first() {
        settings.put("m365.sinks", "splunk-eu");
        settings.put("splunk-eu.url", "no address");
        assertThat(wrong()).containsExactlyInAnyOrder("splunk-eu.url", "splunk-eu.token");
    }

    @Test
    void a_secret_never_stands_in_the_report() {
        settings.put("m365.sinks", "kafka,sentinel");
        settings.put("sentinel.client-id", "not-a-guid");
        settings.put("sentinel.client-secret", "h1dden");
        assertThat(SettingsCheck.report(new SettingsCheck(settings::get).problems()))
                .doesNotContain("h1dden", "s3cret")
                .contains("sentinel.client-id", "sentinel.tenant-id");
    }

    @Test
    void a_managed_identity_needs_no_application_and_a_certificate_needs_its_file() {
        settings.remove("m365.client-id");
        settings.remove("m365.client-secret");
        settings.put("m365.credential", "managed-identity");
        assertThat(wrong()).isEmpty();
        settings.put("m365.credential", "certificate");
        assertThat(wrong()).containsExactlyInAnyOrder("m365.client-id", "m365.certificate-file");
    }

    @Test
    void a_sink_name_with_capitals_is_refused() {
        settings.put("m365.sinks", "Splunk");
        assertThat(wrong()).containsExactly("m365.sinks");
    }
}
