package org.m365siem.fault;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.m365siem.fault.Scene.Arrivals;
import org.m365siem.fault.Scene.Result;
import org.m365siem.simulator.CertificateAuthority;
import org.m365siem.simulator.receiver.Fault;
import org.m365siem.simulator.tenant.Scenario;
import org.slf4j.LoggerFactory;

/**
 * The whole way under every fault of the tenant and of the receivers: nothing is missing, and nothing repeats but what was
 * unanswered when a connection broke. The runs go side by side, because most of them wait most of the time.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ScenariosIT {
    private static final long SEED = Long.getLong("scenarios.seed", 20_261_124L);
    private static final int EVENTS = 300;
    private static final int STRUCK_EVENTS = 600;
    private static final String[] ALL = {"syslog", "splunk", "kafka", "sentinel"};
    /** Connections that break in the three seconds of a fault, with back-off in between, at most. */
    private static final int MOST_BREAKS = 8;

    private static final ExecutorService WAITING = Executors.newCachedThreadPool();
    private static final ExecutorService SIDE_BY_SIDE = Executors.newFixedThreadPool(3);
    private static final ExecutorService ONE_BY_ONE = Executors.newSingleThreadExecutor();
    private static final Queue<ILoggingEvent> LOG = new ConcurrentLinkedQueue<>();
    private static final Map<Scenario, Future<Result>> TENANTS = new EnumMap<>(Scenario.class);
    private static final Map<Fault, Future<Result>> FAULTS = new EnumMap<>(Fault.class);
    private static final Map<String, Future<Result>> MIXTURES = new LinkedHashMap<>();

    @TempDir
    static Path directory;

    private static Siems calm;
    private static Siems struck;

    @BeforeAll
    static void startAll() {
        watchLog();
        CertificateAuthority authority = Siems.authority();
        Path caFile = authority.writeTo(directory.resolve("ca.pem"));
        calm = new Siems(directory, authority, caFile, "splunk");
        struck = new Siems(directory, authority, caFile, ALL);
        for (Scenario scenario : Scenario.values()) {
            boolean waits = scenario.kind() == Scenario.Kind.REFUSES || scenario == Scenario.TOKEN_EXPIRY;
            Scene scene = new Scene(scenario.label(), SEED + scenario.ordinal(), calm, "splunk");
            scene.tenant().events(EVENTS).scenarios(scenario).largeBlobBytes(3_000_000);
            TENANTS.put(scenario, (waits ? WAITING : SIDE_BY_SIDE).submit(scene::run));
        }
        int seed = 1_000;
        for (Fault fault : Fault.values()) {
            Scene scene = new Scene("receivers-" + fault.word(), SEED + seed++, struck, ALL);
            scene.tenant().events(STRUCK_EVENTS);
            scene.fault("sinks-" + fault.word() + "=3s");
            FAULTS.put(fault, ONE_BY_ONE.submit(scene::run));
        }
        for (String mixture : MIXED) {
            List<String> parts = List.of(mixture.split("\\+"));
            Scene scene = new Scene(mixture, SEED + seed++, struck, ALL);
            scene.tenant().events(STRUCK_EVENTS).scenario(parts.get(0));
            parts.subList(1, parts.size()).forEach(scene::fault);
            MIXTURES.put(mixture, ONE_BY_ONE.submit(scene::run));
        }
    }

    private static final String THROTTLED_AND_LATE =
            "throttled,late-blobs,token-expiry,connection-reset,repeated-records";
    private static final String MIXED_AND_DOWN = "mixed+splunk-down=3s+sentinel-busy=3s+kafka-slow=3s";
    private static final String ODD_AND_BAD = "odd-records,duplicates+splunk-bad-event+sentinel-bad-event";
    private static final List<String> MIXED = List.of(THROTTLED_AND_LATE, MIXED_AND_DOWN, ODD_AND_BAD);

    private static void watchLog() {
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getLevel().isGreaterOrEqual(Level.INFO)) {
                    LOG.add(event);
                }
            }
        };
        appender.start();
        ((Logger) LoggerFactory.getLogger("org.m365siem")).addAppender(appender);
    }

    @AfterAll
    static void stopAll() {
        List.of(WAITING, SIDE_BY_SIDE, ONE_BY_ONE).forEach(ExecutorService::shutdownNow);
        calm.close();
        struck.close();
    }

    private static Result end(Future<Result> run) throws Exception {
        Result result = run.get(10, TimeUnit.MINUTES);
        System.out.println(result);
        assertThat(result.nothingMissing()).as(result.toString()).isTrue();
        result.sinks()
                .forEach((sink, arrivals) -> assertThat(result.deadLetters().get(sink))
                        .as("dead letters of " + sink + " are what it refused: " + result)
                        .isEqualTo(arrivals.refused()));
        return result;
    }

    @Order(1)
    @ParameterizedTest
    @EnumSource(Scenario.class)
    void whatever_the_tenant_does_nothing_is_missing_and_nothing_repeats(Scenario scenario) throws Exception {
        Result result = end(TENANTS.get(scenario));
        assertThat(result.repeated()).as(result.toString()).isZero();
        boolean expects = scenario != Scenario.FUTURE_NOTHING;
        assertThat(result.tenant().served().size() > EVENTS / 2)
                .as(result.toString())
                .isEqualTo(expects);
    }

    @Order(2)
    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"RESETS", "CLOSES_AFTER_EACH"},
            mode = EnumSource.Mode.EXCLUDE)
    void whatever_receivers_do_nothing_is_missing_and_nothing_repeats(Fault fault) throws Exception {
        Result result = end(FAULTS.get(fault));
        assertThat(result.repeated()).as(result.toString()).isZero();
        assertThat(result.tenant().served().size()).isEqualTo(STRUCK_EVENTS);
    }

    @Test
    @Order(3)
    void what_was_unanswered_when_connections_broke_comes_again_and_no_more() throws Exception {
        Result result = end(FAULTS.get(Fault.RESETS));
        long batch = result.mostInBlob();
        List.of("splunk", "sentinel", "kafka")
                .forEach(sink -> assertThat(result.sinks().get(sink).repeated())
                        .as("one batch a break at %s: %s", sink, result)
                        .isLessThanOrEqualTo(MOST_BREAKS * batch));
        assertThat(result.sinks().get("syslog").repeated())
                .as("the unconfirmed tail: " + result)
                .isLessThanOrEqualTo(MOST_BREAKS * STRUCK_EVENTS / 2);
    }

    @Test
    @Order(4)
    void a_syslog_receiver_that_closes_after_each_burst_gets_the_tail_again_in_smaller_parts() throws Exception {
        Result result = end(FAULTS.get(Fault.CLOSES_AFTER_EACH));
        Map<String, Arrivals> sinks = result.sinks();
        assertThat(sinks.get("splunk").repeated()
                        + sinks.get("sentinel").repeated()
                        + sinks.get("kafka").repeated())
                .as(result.toString())
                .isZero();
        // the whole tail after each of the first two closes, then half of it, a quarter, and so on
        assertThat(sinks.get("syslog").repeated()).as(result.toString()).isLessThanOrEqualTo(3L * STRUCK_EVENTS);
    }

    @Order(5)
    @ParameterizedTest
    @ValueSource(strings = {THROTTLED_AND_LATE, MIXED_AND_DOWN, ODD_AND_BAD})
    void mixtures_of_faults_lose_and_repeat_nothing(String mixture) throws Exception {
        Result result = end(MIXTURES.get(mixture));
        assertThat(result.repeated()).as(result.toString()).isZero();
    }

    @Test
    @Order(6)
    void the_log_of_all_that_is_short_and_without_stack_traces() {
        assertThat(LOG).allSatisfy(line -> assertThat(line.getThrowableProxy())
                .as(line.getFormattedMessage())
                .isNull());
        int runs = TENANTS.size() + FAULTS.size() + MIXTURES.size();
        assertThat(LOG.size()).as("lines of %d runs", runs).isLessThan(runs * 40);
    }
}
