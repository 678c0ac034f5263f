package org.m365siem.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.m365siem.packaged.Look.metric;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.simulator.receiver.Receiver;
import org.m365siem.simulator.tenant.TenantOptions;

/** The main job as an operator runs it: four SIEMs, health and metrics, commands beside it, an orderly end. */
class MainJobIT {
    private static final int EVENTS = 4000;
    private static final Duration LONG = Duration.ofSeconds(90);
    /** On a quiet machine it takes less than 6 seconds; this is for a loaded one. */
    private static final Duration FIRST_POLL = Duration.ofSeconds(20);

    private static final String SASL_PASSWORD = "sasl-password-of-the-test";

    @TempDir
    Path directory;

    /** Names by environment variable, secrets by file, the rest in config/. */
    private static Map<String, String> configure(Folder folder, Site site) {
        Map<String, String> settings = site.settings();
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("M365_TENANT_ID", settings.remove("m365.tenant-id"));
        environment.put("M365_CLIENT_ID", settings.remove("m365.client-id"));
        environment.put("M365_SINKS", settings.remove("m365.sinks"));
        environment.put("SPLUNK_URL", settings.remove("splunk.url"));
        for (String secret : List.of("m365.client-secret", "splunk.token")) {
            folder.write("secrets/" + secret, settings.remove(secret) + "\n");
            settings.put(secret + "-file", "secrets/" + secret);
        }
        folder.write("secrets/sasl", SASL_PASSWORD);
        settings.put("kafka.security-protocol", "PLAINTEXT");
        settings.put("kafka.sasl-username", "anybody");
        settings.put("kafka.sasl-password-file", "secrets/sasl");
        folder.set(settings);
        return environment;
    }

    @Test
    void everything_arrives_once_and_health_metrics_and_commands_tell_of_it() throws Exception {
        Folder folder = Folder.copiedTo(directory.resolve("run"));
        try (Site site = new Site(directory, EVENTS, TenantOptions.builder().seed(2))) {
            Map<String, String> environment = configure(folder, site);
            site.splunk.fault("bad-event");
            try (Program program = Program.start(folder, environment)) {
                awaitFirstPoll(program, site);
                Look look = new Look(program);
                awaitNoLag(look);
                site.awaitAll(LONG, site.syslog, site.kafka, site.sentinel);
                site.exact(site.syslog, site.kafka, site.sentinel);
                long dead = site.splunk.refused().unique();
                assertThat(site.splunk.log().unique()).isEqualTo(EVENTS - dead);
                String metrics = assertMetrics(look, dead);
                JsonNode health = assertHealth(look);
                deadLetters(folder, environment, site, dead);
                pauseAndResume(folder, environment, look);
                loopbackOnly(program.port());
                ends(program);
                for (String secret : List.of(site.tenant.clientSecret(), site.hecToken, SASL_PASSWORD)) {
                    assertThat(program.output() + metrics + health).doesNotContain(secret);
                }
            }
        }
    }

    @Test
    void an_orderly_restart_in_the_middle_repeats_nothing() {
        Folder folder = Folder.copiedTo(directory.resolve("run"));
        try (Site site = new Site(directory, 2 * EVENTS, TenantOptions.builder().seed(3))) {
            Map<String, String> environment = configure(folder, site);
            try (Program first = Program.start(folder, environment)) {
                Awaitility.await("a quarter of all events")
                        .atMost(LONG)
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> site.arrivals() >= 2 * EVENTS);
                ends(first);
            }
            assertThat(site.arrivals()).isLessThan(8 * EVENTS);
            try (Program second = Program.start(folder, environment)) {
                site.awaitAll(LONG, site.receivers().toArray(Receiver[]::new));
                ends(second);
            }
            site.exact(site.receivers().toArray(Receiver[]::new));
            try (Program third = Program.start(folder, environment)) {
                third.awaitHealth("UP", LONG);
                ends(third);
            }
            site.exact(site.receivers().toArray(Receiver[]::new));
        }
    }

    private static void awaitFirstPoll(Program program, Site site) {
        Awaitility.await("first poll")
                .atMost(FIRST_POLL)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !site.tenant.report().requests().isEmpty());
        System.out.println("first request at the tenant " + program.age().toMillis() + " ms after the start");
    }

    private static void awaitNoLag(Look look) {
        Awaitility.await("everything delivered")
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions()
                .until(() -> {
                    String metrics = look.metrics();
                    return metric(metrics, "m365_events_collected_total", "") >= EVENTS
                            && metric(metrics, "m365_sink_lag_events", "") == 0;
                });
    }

    private static String assertMetrics(Look look, long dead) {
        String metrics = look.metrics();
        double collected = metric(metrics, "m365_events_collected_total", "source=\"office365-audit\",tenant=");
        double copies = Math.max(0, metric(metrics, "m365_events_duplicate_total", "source=\"office365-audit\""));
        assertThat(collected - copies).as(metrics).isEqualTo(EVENTS);
        for (String sink : List.of("syslog", "splunk", "kafka", "sentinel")) {
            String label = "sink=\"" + sink + "\"";
            long delivered = sink.equals("splunk") ? EVENTS - dead : EVENTS;
            assertThat(metric(metrics, "m365_events_delivered_total", label))
                    .as(sink)
                    .isEqualTo(delivered);
            assertThat(metric(metrics, "m365_sink_lag_events", label)).isZero();
            assertThat(metric(metrics, "m365_sink_lag_seconds", label)).isZero();
        }
        assertThat(dead).isPositive();
        assertThat(metric(metrics, "m365_events_dead_total", "sink=\"splunk\"")).isEqualTo(dead);
        assertThat(metric(metrics, "m365_events_dead_total", "")).isEqualTo(dead);
        assertThat(metric(metrics, "m365_source_lag_seconds", "source=\"office365-audit\",tenant="))
                .isBetween(0.0, 60.0);
        assertThat(metric(metrics, "m365_events_lost_total", "")).isLessThanOrEqualTo(0);
        assertThat(metric(metrics, "m365_spool_bytes", "")).isZero();
        return metrics;
    }

    private static JsonNode assertHealth(Look look) {
        JsonNode health = look.health();
        assertThat(health.path("status").asText()).as(health.toString()).isEqualTo("UP");
        assertThat(look.health("sinks").path("components").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("syslog", "splunk", "kafka", "sentinel");
        assertThat(look.health("sources").path("components").fieldNames())
                .toIterable()
                .hasSize(5)
                .allMatch(name -> name.startsWith("office365-audit "));
        for (String probe : List.of("liveness", "readiness")) {
            assertThat(look.program().get("/actuator/health/" + probe)).contains("\"status\":\"UP\"");
        }
        for (String closed : List.of("env", "beans", "heapdump", "shutdown", "loggers")) {
            assertThat(look.program().get("/actuator/" + closed)).contains("404");
        }
        return health;
    }

    private static void deadLetters(Folder folder, Map<String, String> environment, Site site, long dead) {
        String listed = Program.succeed(folder, environment, "dead-letters", "list", "--sink", "splunk");
        assertThat(listed.lines().filter(line -> line.contains(" splunk "))).hasSize((int) dead);
        assertThat(Program.succeed(folder, environment, "dead-letters", "list", "--sink", "kafka"))
                .contains("There are no dead letters.");
        site.splunk.fault("none");
        Program.succeed(folder, environment, "dead-letters", "replay", "--sink", "splunk");
        site.awaitAll(LONG, site.splunk);
        site.exact(site.splunk);
    }

    private static void pauseAndResume(Folder folder, Map<String, String> environment, Look look) {
        Program.succeed(folder, environment, "sinks", "pause", "--sink", "kafka");
        assertThat(look.sinkState("kafka")).isEqualTo("PAUSED");
        assertThat(look.health("sinks", "kafka").path("status").asText()).isEqualTo("WARN");
        assertThat(Program.succeed(folder, environment, "sinks", "list"))
                .containsPattern("kafka +paused")
                .containsPattern("splunk +flowing");
        Program.succeed(folder, environment, "sinks", "resume", "--sink", "kafka");
        assertThat(look.sinkState("kafka")).isEqualTo("FLOWING");
        assertThat(Program.succeed(folder, environment, "status"))
                .contains("office365-audit", "Audit.Exchange", "DLP.All")
                .containsPattern("kafka +flowing")
                .containsPattern("Spool: .* undelivered");
    }

    /** Nobody else can connect: neither to another address of the loopback network nor to one that other machines see. */
    private static void loopbackOnly(int port) throws Exception {
        List<InetAddress> others = new ArrayList<>(List.of(InetAddress.getByName("127.0.0.2")));
        NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .forEach(others::add);
        for (InetAddress other : others) {
            try (Socket socket = new Socket()) {
                assertThatIOException()
                        .as(other.toString())
                        .isThrownBy(() -> socket.connect(new InetSocketAddress(other, port), 1000));
            }
        }
    }

    private static void ends(Program program) {
        Duration took = program.terminate();
        System.out.println("ended " + took.toMillis() + " ms after SIGTERM");
        assertThat(took).isLessThan(Duration.ofSeconds(15));
        assertThat(program.output()).doesNotContain("Exception", "\tat ");
    }
}
