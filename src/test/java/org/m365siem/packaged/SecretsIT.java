package org.m365siem.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.simulator.receiver.HecReceiver;
import org.m365siem.simulator.tenant.TenantOptions;

/** Wrong secrets stop what needs them and nothing else, and are put right while the program runs. */
class SecretsIT {
    private static final int EVENTS = 2000;
    private static final String WRONG = "a-secret-that-is-wrong";
    private static final Duration LONG = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    @BeforeEach
    void isPackaged() {
        Program.assumePackaged();
    }

    private Folder folder(Site site, String secret) {
        Map<String, String> settings = site.settings();
        Folder folder = Folder.copiedTo(directory.resolve("run"));
        settings.remove("m365.client-secret");
        folder.write("secret", secret);
        settings.put("m365.client-secret-file", "secret");
        return folder.set(settings);
    }

    private static void awaitRefusal(Program program) {
        program.awaitOutput("AADSTS7000215", LONG);
        String line = program.output()
                .lines()
                .filter(each -> each.contains("AADSTS7000215"))
                .findFirst()
                .orElseThrow();
        System.out.println(line);
        assertThat(line).contains(" ERROR ", "office365-audit").containsIgnoringCase("client secret");
    }

    @Test
    void a_wrong_client_secret_is_explained_and_one_directory_serves_one_program() {
        try (Site site = new Site(directory, EVENTS, TenantOptions.builder().seed(5))) {
            Folder folder = folder(site, WRONG);
            try (Program program = Program.start(folder, Map.of())) {
                awaitRefusal(program);
                Look look = new Look(program);
                Awaitility.await("health").atMost(LONG).untilAsserted(() -> assertThat(
                                look.health("sources").toString())
                        .contains("\"status\":\"DOWN\"", "AADSTS7000215"));
                assertThat(program.get("/actuator/health/liveness")).contains("UP");
                assertThat(look.sinkState("kafka")).isEqualTo("FLOWING");
                Program.Ended second = Program.run(folder, Map.of());
                assertThat(second.code()).as(second.output()).isEqualTo(2);
                assertThat(second.output())
                        .containsPattern("cannot start: .*" + program.pid() + "\\b")
                        .doesNotContain("Exception", "\tat ");
                Program.Ended third = Program.run(
                        folder, Map.of("M365_STATE_DIR", "other", "SERVER_PORT", Integer.toString(program.port())));
                assertThat(third.code()).as(third.output()).isEqualTo(2);
                assertThat(third.output())
                        .contains("cannot start: port " + program.port() + " is in use: set server.port")
                        .doesNotContain("Exception", "\tat ");
                assertThat(program.isAlive()).isTrue();
                program.terminate();
                assertThat(program.output()).doesNotContain(WRONG).doesNotContain("Exception");
            }
            folder.write("secret", site.tenant.clientSecret());
            try (Program program = Program.start(folder, Map.of())) {
                site.awaitAll(LONG, site.syslog, site.splunk, site.kafka, site.sentinel);
                program.terminate();
            }
            site.exact(site.syslog, site.splunk, site.kafka, site.sentinel);
        }
    }

    /** Waits for the next try after a refusal: two minutes. */
    @Test
    @EnabledIfSystemProperty(named = "it.long", matches = "true", disabledReason = "takes two minutes: -Dit.long=true")
    void a_corrected_client_secret_is_used_without_a_restart() {
        try (Site site = new Site(directory, EVENTS, TenantOptions.builder().seed(6))) {
            Folder folder = folder(site, WRONG);
            try (Program program = Program.start(folder, Map.of())) {
                awaitRefusal(program);
                folder.write("secret", site.tenant.clientSecret());
                long corrected = System.nanoTime();
                site.awaitAll(Duration.ofMinutes(4), site.syslog, site.splunk, site.kafka, site.sentinel);
                System.out.println("everything arrived "
                        + Duration.ofNanos(System.nanoTime() - corrected).toSeconds() + " s after the correction");
            }
        }
    }

    @Test
    void a_wrong_hec_token_pauses_its_sink_alone_and_a_second_splunk_works_beside_it() {
        try (Site site = new Site(directory, EVENTS, TenantOptions.builder().seed(7));
                HecReceiver eu = site.hec()) {
            Folder folder = Folder.copiedTo(directory.resolve("run"));
            Map<String, String> settings = site.settings();
            eu.settings().forEach((key, value) -> settings.put(key.replace("splunk", "splunk-eu"), value));
            folder.write(
                    "routes/to-splunk-eu.camel.yaml",
                    folder.read("routes/to-splunk.camel.yaml").replaceAll("splunk(?!-hec)", "splunk-eu"));
            folder.write("token", WRONG);
            settings.remove("splunk.token");
            settings.put("splunk.token-file", "token");
            settings.put("m365.sinks", "syslog, splunk, splunk-eu, kafka, sentinel");
            folder.set(settings);
            try (Program program = Program.start(folder, Map.of())) {
                Look look = new Look(program);
                site.awaitAll(LONG, site.syslog, eu, site.kafka, site.sentinel);
                assertThat(look.sinkState("splunk")).isEqualTo("MISCONFIGURED");
                assertThat(look.health("sinks", "splunk").path("status").asText())
                        .isEqualTo("DOWN");
                assertThat(look.sinkState("splunk-eu")).isEqualTo("FLOWING");
                assertThat(program.output()).containsPattern("ERROR .*sink splunk.*misconfigured");
                assertThat(Program.succeed(folder, Map.of(), "dead-letters", "list", "--sink", "splunk"))
                        .contains("There are no dead letters.");
                assertThat(Site.arrivals(site.splunk)).isZero();
                folder.write("token", site.hecToken);
                Program.succeed(folder, Map.of(), "sinks", "resume", "--sink", "splunk");
                site.awaitAll(Duration.ofSeconds(20), site.splunk);
                program.terminate();
                assertThat(program.output()).doesNotContain(WRONG).doesNotContain(site.hecToken);
            }
            site.exact(site.syslog, site.splunk, eu, site.kafka, site.sentinel);
        }
    }
}
