package org.m365siem.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.collect.FeedKey;
import org.m365siem.collect.FeedStatus;
import org.m365siem.deliver.DeliveryException;
import org.m365siem.deliver.Receipt;
import org.m365siem.spool.SinkState;

/** The component as routes see it, over the real store. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SpoolComponentTest {
    private static final String SIEM = "- process: {ref: siem}";

    @TempDir
    Path state;

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("spool-"))
                .toList();
    }

    @Test
    void what_one_route_appends_the_other_delivers_less_the_copies() throws Exception {
        try (SpoolRoutes routes = new SpoolRoutes(state)) {
            routes.load("source.camel.yaml", SpoolRoutes.APPEND)
                    .load("to-siem.camel.yaml", SpoolRoutes.to("siem", SIEM))
                    .start();
            assertThat(routes.append(SpoolRoutes.batch(1, 3))).isNull();
            assertThat(routes.append(SpoolRoutes.batch(2, 4))).isNull();
            await().until(() -> routes.delivered("siem") == 4);
            assertThat(routes.received).containsExactly(List.of("id-1", "id-2", "id-3"), List.of("id-4"));
            SpoolCounters counters = routes.spool().counters();
            assertThat(counters.collected()
                            .get(new SpoolCounters.Origin("office365-audit", "tenant"))
                            .sum())
                    .isEqualTo(6);
            assertThat(counters.duplicates().get("office365-audit").sum()).isEqualTo(2);
            assertThat(counters.dead()
                            .get(new SpoolCounters.Dead("siem", "bad"))
                            .sum())
                    .isZero();
        }
        assertThat(threads()).isEmpty();
    }

    @Test
    void a_restart_repeats_nothing_and_forgets_nothing() throws Exception {
        try (SpoolRoutes routes = new SpoolRoutes(state)) {
            routes.load("source.camel.yaml", SpoolRoutes.APPEND)
                    .load("to-siem.camel.yaml", SpoolRoutes.to("siem", SIEM));
            routes.answers.add(exchange -> exchange.getMessage()
                    .setBody(Receipt.written(
                            exchange.getMessage().getBody(org.m365siem.event.EventBatch.class),
                            Duration.ofMinutes(5),
                            () -> true)));
            routes.answers.add(exchange -> {
                throw DeliveryException.retryAfter(Duration.ofHours(1), "429");
            });
            routes.start();
            routes.append(SpoolRoutes.batch(1, 1));
            routes.append(SpoolRoutes.batch(2, 2));
            await().until(() -> routes.spool().spool().sinks().get(0).state() == SinkState.RETRYING);
            assertThat(routes.stop()).as("a back-off holds up nothing").isLessThan(Duration.ofSeconds(5));
            assertThat(threads()).isEmpty();
        }
        try (SpoolRoutes routes = new SpoolRoutes(state)) {
            routes.load("to-siem.camel.yaml", SpoolRoutes.to("siem", SIEM)).start();
            await().until(() -> routes.delivered("siem") == 1);
            assertThat(routes.received).containsExactly(List.of("id-2"));
        }
    }

    @Test
    void a_route_swapped_by_a_reload_goes_on_where_the_old_one_was() throws Exception {
        try (SpoolRoutes routes = new SpoolRoutes(state)) {
            routes.load("source.camel.yaml", SpoolRoutes.APPEND)
                    .load("to-siem.camel.yaml", SpoolRoutes.to("siem", SIEM))
                    .start();
            routes.append(SpoolRoutes.batch(1, 1));
            await().until(() -> routes.delivered("siem") == 1);
            routes.context.getRouteController().stopRoute("to-siem");
            routes.append(SpoolRoutes.batch(2, 2));
            assertThat(routes.context.removeRoute("to-siem")).isTrue();
            routes.load("to-siem.camel.yaml", SpoolRoutes.to("siem", SIEM));
            await().until(() -> routes.delivered("siem") == 2);
            assertThat(routes.received).containsExactly(List.of("id-1"), List.of("id-2"));
            routes.context.getRouteController().suspendRoute("to-siem");
            routes.append(SpoolRoutes.batch(3, 3));
            routes.context.getRouteController().resumeRoute("to-siem");
            await().until(() -> routes.delivered("siem") == 3);
        }
    }

    @Test
    void batches_in_flight_of_several_sinks_share_the_time_to_stop() throws Exception {
        CountDownLatch hanging = new CountDownLatch(2);
        CountDownLatch never = new CountDownLatch(1);
        try (SpoolRoutes routes =
                new SpoolRoutes(Map.of("m365.state-dir", state.toString(), "m365.sinks", "siem,other"))) {
            for (int i = 0; i < 2; i++) {
                routes.answers.add(exchange -> {
                    hanging.countDown();
                    never.await();
                });
            }
            routes.load("source.camel.yaml", SpoolRoutes.APPEND)
                    .load("to-siem.camel.yaml", SpoolRoutes.to("siem", SIEM))
                    .load("to-other.camel.yaml", SpoolRoutes.to("other", SIEM))
                    .start();
            routes.append(SpoolRoutes.batch(1, 1));
            hanging.await();
            assertThat(routes.stop()).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(14));
            assertThat(threads()).isEmpty();
        }
    }

    @Test
    void a_context_that_only_checks_routes_opens_nothing() throws Exception {
        DefaultCamelContext scratch = new DefaultCamelContext();
        scratch.setAutoStartup(false);
        scratch.getPropertiesComponent().addInitialProperty("m365.sinks", "siem");
        scratch.getPropertiesComponent()
                .addInitialProperty("m365.state-dir", state.resolve("untouched").toString());
        for (String yaml : List.of(
                SpoolRoutes.platform(SpoolComponent.class.getName()),
                SpoolRoutes.APPEND,
                SpoolRoutes.to("siem", "- to: mock:siem"))) {
            PluginHelper.getRoutesLoader(scratch)
                    .loadRoutes(ResourceHelper.fromString("x" + yaml.hashCode() + ".camel.yaml", yaml));
        }
        scratch.start();
        assertThat(scratch.getRoutesSize()).isEqualTo(2);
        assertThat(scratch.getComponent("spool", SpoolComponent.class).isOpen()).isFalse();
        scratch.stop();
        assertThat(Files.exists(state.resolve("untouched"))).isFalse();
        assertThat(threads()).isEmpty();
    }

    @Test
    void a_checking_context_with_the_same_bean_does_not_take_the_store_from_its_owner() throws Exception {
        try (SpoolRoutes routes = new SpoolRoutes(state)) {
            routes.load("source.camel.yaml", SpoolRoutes.APPEND)
                    .load("to-siem.camel.yaml", SpoolRoutes.to("siem", SIEM))
                    .start();
            DefaultCamelContext scratch = new DefaultCamelContext(routes.context.getRegistry());
            scratch.setAutoStartup(false);
            PluginHelper.getRoutesLoader(scratch)
                    .loadRoutes(ResourceHelper.fromString("y.camel.yaml", SpoolRoutes.APPEND));
            scratch.start();
            scratch.stop();
            assertThat(routes.spool().getCamelContext()).isSameAs(routes.context);
            routes.append(SpoolRoutes.batch(1, 1));
            await().until(() -> routes.delivered("siem") == 1);
        }
        assertThat(threads()).isEmpty();
    }

    @Test
    void sources_keep_their_cursors_in_the_same_bean() throws Exception {
        FeedKey feed = new FeedKey("office365-audit", "tenant", "Audit.General");
        FeedStatus status = new FeedStatus("flowing", null, 0, null, null, null, Map.of());
        try (SpoolRoutes routes = new SpoolRoutes(state)) {
            routes.load("source.camel.yaml", SpoolRoutes.APPEND).start();
            assertThat(routes.spool().load(feed)).isEmpty();
            routes.spool().save(feed, "{\"a\":1}", status);
        }
        try (SpoolRoutes routes = new SpoolRoutes(state)) {
            routes.load("source.camel.yaml", SpoolRoutes.APPEND).start();
            assertThat(routes.spool().load(feed)).contains("{\"a\":1}");
        }
    }

    @Test
    void before_a_route_starts_there_is_no_store_and_after_the_stop_none_is_opened() throws Exception {
        SpoolRoutes routes = new SpoolRoutes(state);
        routes.load("source.camel.yaml", SpoolRoutes.APPEND);
        SpoolComponent spool = routes.spool();
        assertThatThrownBy(spool::spool).isInstanceOf(IllegalStateException.class);
        routes.start();
        assertThat(spool.isOpen()).isTrue();
        routes.stop();
        assertThat(spool.isOpen()).isFalse();
        assertThatThrownBy(() -> spool.load(new FeedKey("s", "t", "f"))).hasMessageContaining("stopping");
    }

    @Test
    void a_body_that_is_no_batch_and_a_refused_append_fail_the_sources_exchange() throws Exception {
        try (SpoolRoutes routes =
                new SpoolRoutes(Map.of("m365.state-dir", state.toString(), "m365.spool.max-bytes", "1"))) {
            routes.load("source.camel.yaml", SpoolRoutes.APPEND).start();
            assertThat(routes.append("text"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("java.lang.String");
            assertThat(routes.append(SpoolRoutes.batch(1, 0)))
                    .as("an empty batch")
                    .isNull();
            Exception refused = routes.append(SpoolRoutes.batch(1, 100));
            if (refused == null) {
                refused = routes.append(SpoolRoutes.batch(101, 200));
            }
            assertThat(refused).isInstanceOf(org.m365siem.spool.SpoolRefusedException.class);
        }
    }
}
