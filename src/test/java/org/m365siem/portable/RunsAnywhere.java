package org.m365siem.portable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.camel.SpoolComponent;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;
import org.m365siem.event.Severity;
import org.m365siem.settings.Catalogue;
import org.m365siem.settings.Setting;
import org.m365siem.simulator.CertificateAuthority;
import org.m365siem.simulator.ConservationReport;
import org.m365siem.simulator.Demo;
import org.m365siem.simulator.DemoOptions;
import org.m365siem.simulator.receiver.HecReceiver;
import org.m365siem.simulator.receiver.ReceiverLog;
import org.m365siem.spool.SinkStatus;

/** What the repository's own routes and kamelets do wherever they run: the same settings, the same file, the same events. */
@Timeout(120)
abstract class RunsAnywhere {
    private static final int EVENTS = 600;
    /** Each character is one that a URI, a placeholder or a properties file could take for its own. */
    private static final String ODD_SECRET = "$ConnectionString%41&a=b+c#d)?e:f/g\\h\"i'j";

    @TempDir
    Path directory;

    /** A program around the routes of the working directory, running until it is closed. */
    interface Running extends AutoCloseable {
        CamelContext context();

        @Override
        void close();
    }

    /** @param settings a properties file with all settings */
    abstract Running start(Path settings) throws Exception;

    @Test
    void every_event_reaches_every_siem_once() throws Exception {
        Map<String, String> demo = Map.of(
                "m365.demo.events", Integer.toString(EVENTS),
                "m365.demo.seed", "11",
                "m365.demo.directory", directory.resolve("demo").toString());
        try (Demo simulated = Demo.start(DemoOptions.of(demo::get))) {
            try (Running program = start(file(simulated.settings()))) {
                assertThat(routes(program))
                        .containsExactlyInAnyOrder(
                                "office365-audit", "to-syslog", "to-splunk", "to-kafka", "to-sentinel");
                assertThat(errorPolicies(program)).doesNotContainValue("none");
                SpoolComponent spool = spool(program);
                await().atMost(Duration.ofSeconds(90)).until(() -> simulated.drained(() -> pending(spool)));
            }
            ConservationReport report = simulated.report();
            assertThat(report.complete()).as(report.toString()).isTrue();
            assertThat(report.receivers()).hasSize(4).allSatisfy(arrivals -> {
                assertThat(arrivals.received()).isEqualTo(EVENTS);
                assertThat(arrivals.repeated()).isZero();
                assertThat(arrivals.malformed()).isZero();
            });
        }
    }

    @Test
    void one_sink_alone_needs_no_other_setting_takes_empty_ones_for_none_and_any_character_in_its_secret()
            throws Exception {
        try (ReceiverLog log = ReceiverLog.inMemory();
                ReceiverLog refused = ReceiverLog.inMemory();
                HecReceiver splunk = splunk(log, refused)) {
            Map<String, String> settings = emptySettings();
            settings.putAll(splunk.settings());
            settings.put("m365.sinks", "splunk");
            settings.put("m365.state-dir", directory.resolve("state").toString());
            try (Running program = start(file(settings))) {
                assertThat(routes(program)).containsExactly("to-splunk");
                program.context().createProducerTemplate().sendBody("spool:events", batch());
                await().atMost(Duration.ofSeconds(30)).until(() -> pending(spool(program)) == 0);
            }
            assertThat(log.unique()).isEqualTo(2);
            assertThat(log.repeated()).isZero();
        }
    }

    @Test
    void a_sink_of_a_longer_name_does_not_switch_on_the_shorter_one() throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put("m365.sinks", " splunk-eu , syslog-2");
        settings.put("m365.sources", "office365-audit-eu");
        settings.put("m365.state-dir", directory.resolve("state").toString());
        try (Running program = start(file(settings))) {
            assertThat(routes(program)).isEmpty();
        }
    }

    @Test
    void spaces_around_the_names_of_a_list_do_not_matter() throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put("m365.sinks", "splunk-eu , syslog ,kafka-2");
        settings.put("syslog.host", "127.0.0.1");
        settings.put("m365.state-dir", directory.resolve("state").toString());
        try (Running program = start(file(settings))) {
            assertThat(routes(program)).containsExactly("to-syslog");
            assertThat(spool(program).sinks()).containsExactly("splunk-eu", "syslog", "kafka-2");
        }
    }

    @Test
    void a_system_property_goes_before_the_file() throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put("m365.sinks", "splunk");
        settings.put("syslog.host", "127.0.0.1");
        settings.put("m365.state-dir", directory.resolve("state").toString());
        System.setProperty("m365.sinks", "syslog");
        try (Running program = start(file(settings))) {
            assertThat(routes(program)).containsExactly("to-syslog");
        } finally {
            System.clearProperty("m365.sinks");
        }
    }

    /** The properties file, named as users name it. */
    private Path file(Map<String, String> settings) throws Exception {
        Properties properties = new Properties();
        properties.putAll(settings);
        Path file = directory.resolve("application.properties");
        try (OutputStream out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        return file;
    }

    /** Every setting there is, with nothing behind the equals sign. */
    private static Map<String, String> emptySettings() {
        List<String> keys =
                new ArrayList<>(Catalogue.PROGRAM.stream().map(Setting::key).toList());
        Catalogue.SINKS
                .keySet()
                .forEach(sink -> keys.addAll(Catalogue.ofSink(sink).keySet()));
        return keys.stream().collect(Collectors.toMap(key -> key, key -> "", (a, b) -> a, HashMap::new));
    }

    private HecReceiver splunk(ReceiverLog log, ReceiverLog refused) {
        CertificateAuthority authority = CertificateAuthority.create(Clock.systemUTC());
        SSLContext tls = authority.serverContext(authority.issue("localhost", "localhost", "127.0.0.1"), false);
        Path caFile = authority.writeTo(directory.resolve("ca.pem"));
        return new HecReceiver(0, tls, caFile, HecReceiver.Options.of(ODD_SECRET), log, refused);
    }

    private static EventBatch batch() {
        return EventBatch.of("office365-audit", "tenant", List.of(event("one"), event("two")));
    }

    private static SecurityEvent event(String id) {
        return new SecurityEvent(
                id,
                "tenant",
                "office365-audit",
                "Audit.General",
                "SharePointFileOperation",
                Instant.now(),
                Severity.NONE,
                "adele@example.com",
                ("{\"Id\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8));
    }

    /** The routes of routes/, without those inside kamelets. */
    private static List<String> routes(Running program) {
        return program.context().getRoutes().stream()
                .filter(route -> !route.isCreatedByKamelet())
                .map(Route::getRouteId)
                .toList();
    }

    /** Which route configuration each route got, by route id. */
    private static Map<String, String> errorPolicies(Running program) {
        return program.context().getRoutes().stream()
                .filter(route -> !route.isCreatedByKamelet())
                .collect(Collectors.toMap(
                        Route::getRouteId,
                        route -> route.getConfigurationId() == null ? "none" : route.getConfigurationId()));
    }

    private static SpoolComponent spool(Running program) {
        return program.context().getRegistry().lookupByNameAndType("spool", SpoolComponent.class);
    }

    private static long pending(SpoolComponent spool) {
        return spool.spool().sinks().stream().mapToLong(SinkStatus::lagEvents).sum();
    }
}
