package org.m365siem.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees when the program cannot start, and what the commands answer without one. */
class StartIT {
    private static final String ID = "11111111-2222-3333-4444-555555555555";

    @TempDir
    Path directory;

    @BeforeEach
    void isPackaged() {
        Program.assumePackaged();
    }

    private Program.Ended run(Map<String, String> environment, String... args) {
        return Program.run(new Folder(directory), environment, args);
    }

    /** Settings with which everything could start, given as environment variables. */
    private static Map<String, String> sound() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("M365_SOURCES", "office365-audit");
        settings.put("M365_SINKS", "splunk");
        settings.put("M365_TENANT_ID", ID);
        settings.put("M365_CLIENT_ID", ID);
        settings.put("M365_CLIENT_SECRET", "quite-secret");
        settings.put("M365_AUTHORITY_URL", "https://localhost:1");
        settings.put("M365_MANAGEMENT_URL", "https://localhost:1");
        settings.put("SPLUNK_URL", "https://localhost:1");
        settings.put("SPLUNK_TOKEN", "quite-secret-too");
        return settings;
    }

    @Test
    void with_nothing_configured_one_report_names_all_that_is_missing_and_the_demo() {
        Program.Ended ended = run(Map.of());
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.output())
                .containsOnlyOnce("m365-siem cannot start")
                .contains(
                        "m365.sources",
                        "m365.sinks",
                        "m365.tenant-id",
                        "m365.client-id",
                        "m365.client-secret",
                        "./mvnw -Pdemo spring-boot:run");
        assertNoTrace(ended);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void commands_without_a_program_or_a_configuration_say_so() {
        Program.Ended validate = run(Map.of(), "validate");
        assertThat(validate.code()).as(validate.output()).isZero();
        for (String[] command : new String[][] {{"status"}, {"sinks", "list"}, {"dead-letters", "list"}}) {
            Program.Ended ended = run(Map.of("M365_STATE_DIR", "elsewhere"), command);
            assertThat(ended.code()).as(ended.output()).isEqualTo(1);
            assertThat(ended.output()).contains("there is no spool in elsewhere");
            assertNoTrace(ended);
        }
        Program.Ended ended = run(Map.of(), "status", "--m365.state-dir=there");
        assertThat(ended.output()).contains("there is no spool in there");
        assertThat(directory).isEmptyDirectory();
        assertThat(run(Map.of(), "--version").output()).containsPattern("m365-siem \\d");
    }

    @Test
    void what_it_does_not_understand_ends_with_2_and_the_usage() {
        String[][] wrong = {
            {"frobnicate"},
            {"--frobnicate"},
            {"--m365.sinks=splunk", "status"},
            {"validate", "--frobnicate"},
            {"sinks", "frobnicate"},
            {"sinks", "pause"},
            {"dead-letters", "replay"}
        };
        for (String[] args : wrong) {
            Program.Ended ended = run(Map.of(), args);
            assertThat(ended.code()).as(ended.output()).isEqualTo(2);
            assertThat(ended.output()).contains("Usage: java -jar m365-siem-exec.jar");
            assertNoTrace(ended);
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void wrong_values_stand_in_one_report() throws Exception {
        Map<String, String> settings = sound();
        settings.put("M365_SOURCES", "office365-audit,office365");
        settings.put("M365_SINKS", "splunk,syslog,qradar");
        settings.put("M365_OVERLAP", "PT60S");
        settings.put("M365_TENANT_ID", "contoso");
        settings.put("M365_TLS_CA_FILE", "no-such.pem");
        settings.put("SYSLOG_HOST", "localhost");
        settings.put("SYSLOG_PORT", "tcp://10.0.0.7:6514");
        settings.put("SPLUNK_TOKEN", "");
        settings.put("SPLUNK_TOKEN_FILE", "empty");
        Files.createFile(directory.resolve("empty"));
        Program.Ended ended = run(settings);
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.output())
                .containsOnlyOnce("m365-siem cannot start")
                .containsPattern("m365.sources +'office365' has no route; there are office365-audit")
                .containsPattern("m365.sinks +'qradar' has no route; there are kafka, sentinel, splunk, syslog")
                .containsPattern("m365.overlap +.*PT60S.*a duration like")
                .containsPattern("m365.tenant-id +.*contoso.*a GUID")
                .containsPattern("m365.tls.ca-file +.*no-such.pem.*a file that exists and can be read")
                .containsPattern("syslog.port +.*enableServiceLinks")
                .containsPattern("splunk.token-file +.*empty.*a file that is not empty")
                .contains("7 settings are missing or wrong")
                .doesNotContain("Routes or kamelets that cannot run");
        assertNoTrace(ended);
    }

    @Test
    void a_broken_route_or_kamelet_is_named_with_file_line_and_reason() {
        Folder folder = Folder.copiedTo(directory);
        folder.edit("routes/to-splunk.camel.yaml", text -> text.replace("kamelet:select-action", "kamelet:selects"));
        Program.Ended ended = run(sound());
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.output())
                .contains("m365-siem cannot start")
                .containsPattern("routes/to-splunk.camel.yaml, line \\d+: .*selects");
        assertNoTrace(ended);
        assertThat(run(sound(), "validate"))
                .satisfies(validate -> assertThat(validate.code()).isEqualTo(2))
                .satisfies(validate ->
                        assertThat(validate.output()).containsPattern("routes/to-splunk.camel.yaml, line \\d+: "));
        folder.write("routes/to-splunk.camel.yaml", "- route:\n    id: to-splunk\n   from: [\n");
        assertThat(run(sound()).output()).containsPattern("routes/to-splunk.camel.yaml, line \\d+: ");
        assertThat(folder.has("state")).isFalse();
    }

    private static void assertNoTrace(Program.Ended ended) {
        assertThat(ended.output()).doesNotContain("Exception", "\tat ", "Caused by");
    }
}
