package org.m365siem.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.m365siem.camel.RouteCheckTest.KAMELET;
import static org.m365siem.camel.RouteCheckTest.route;
import static org.m365siem.camel.RouteCheckTest.set;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RouteReloaderTest {
    private static final String A = "routes/a.camel.yaml";
    private static final String B = "routes/b.camel.yaml";
    private static final String STAMP = "kamelets/stamp-action.kamelet.yaml";

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final AtomicReference<RouteSet> disk = new AtomicReference<>();
    private RouteReloader reloader;
    private ProducerTemplate template;

    @BeforeEach
    void start() throws Exception {
        disk.set(set(
                STAMP,
                KAMELET,
                A,
                route(
                        "a",
                        "to: {uri: \"kamelet:stamp-action\", parameters: {mark: one}}\n        - setBody: {header: mark}"),
                B,
                route("b", "setBody: {constant: b}")));
        reloader =
                new RouteReloader(context, new RouteCheck(Map.<String, String>of()::get), disk::get, Clock.systemUTC());
        reloader.start(disk.get());
        context.start();
        template = context.createProducerTemplate();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private String ask(String id) {
        return template.requestBody("direct:" + id, null, String.class);
    }

    private void edit(String path, String content) {
        RouteSet next = content == null ? disk.get().without(path) : merge(disk.get(), new RouteFile(path, content));
        disk.set(next);
        reloader.look();
        reloader.look();
    }

    private static RouteSet merge(RouteSet set, RouteFile file) {
        java.util.TreeMap<String, RouteFile> files = new java.util.TreeMap<>(set.files());
        files.put(file.path(), file);
        return new RouteSet(files);
    }

    private Route running(String id) {
        return context.getRoute(id);
    }

    @Test
    void an_edit_takes_effect_and_touches_no_other_route() {
        Route b = running("b");
        edit(A, route("a", "setBody: {constant: new}"));
        assertThat(ask("a")).isEqualTo("new");
        assertThat(running("b")).isSameAs(b);
        assertThat(reloader.state().isHealthy()).isTrue();
    }

    @Test
    void a_file_counts_only_when_two_looks_saw_the_same() {
        disk.set(merge(disk.get(), new RouteFile(A, "- rou")));
        reloader.look();
        disk.set(merge(disk.get(), new RouteFile(A, route("a", "setBody: {constant: whole}"))));
        reloader.look();
        assertThat(reloader.state().refused()).isEmpty();
        reloader.look();
        assertThat(ask("a")).isEqualTo("whole");
    }

    @Test
    void a_broken_edit_is_refused_with_its_line_and_heals() {
        edit(A, route("a", "toto: x"));
        assertThat(ask("a")).isEqualTo("one");
        assertThat(reloader.state().refused()).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo(A);
            assertThat(problem.line()).isEqualTo(6);
        });
        edit(A, route("a", "setBody: {constant: healed}"));
        assertThat(ask("a")).isEqualTo("healed");
        assertThat(reloader.state().refused()).isEmpty();
    }

    @Test
    void undoing_a_broken_edit_heals_too() {
        RouteSet before = disk.get();
        edit(A, "");
        assertThat(reloader.state().refused()).hasSize(1);
        disk.set(before);
        reloader.look();
        assertThat(reloader.state().isHealthy()).isTrue();
    }

    @Test
    void adds_deletes_and_renames() {
        edit("routes/c.camel.yaml", route("c", "setBody: {constant: c}"));
        assertThat(ask("c")).isEqualTo("c");
        edit(B, null);
        assertThat(running("b")).isNull();
        RouteFile c = disk.get().get("routes/c.camel.yaml");
        disk.set(merge(disk.get().without(c.path()), new RouteFile("routes/d.camel.yaml", c.content())));
        reloader.look();
        reloader.look();
        assertThat(ask("c")).isEqualTo("c");
        assertThat(reloader.state().isHealthy()).isTrue();
    }

    @Test
    void a_duplicate_route_id_is_refused_and_the_first_owner_runs_on() {
        edit("routes/c.camel.yaml", route("b", "setBody: {constant: thief}"));
        assertThat(reloader.state().refused()).hasSize(1);
        assertThat(ask("b")).isEqualTo("b");
    }

    @Test
    void a_kamelet_edit_reloads_its_callers_alone() {
        Route b = running("b");
        edit(STAMP, KAMELET.replace("\"{{mark}}\"", "\"kamelet-{{mark}}\""));
        assertThat(ask("a")).isEqualTo("kamelet-one");
        assertThat(running("b")).isSameAs(b);
    }

    @Test
    void an_edited_error_policy_takes_effect_in_every_route() {
        String policies = "- routeConfiguration:\n    errorHandler: {noErrorHandler: {}}\n"
                + "- routeConfiguration:\n    id: sinks\n    errorHandler: {noErrorHandler: {}}\n";
        edit("routes/errors.camel.yaml", policies);
        assertThat(reloader.state().refused()).isEmpty();
        for (int i = 0; i < 3; i++) {
            edit("routes/errors.camel.yaml", policies + "# edit " + i + "\n");
            assertThat(reloader.state().isHealthy())
                    .as(reloader.state().toString())
                    .isTrue();
            assertThat(context.getRouteConfigurationDefinitions()).hasSize(2);
            assertThat(ask("a")).isEqualTo("one");
        }
        edit("routes/errors.camel.yaml", null);
        assertThat(context.getRouteConfigurationDefinitions()).isEmpty();
        assertThat(ask("b")).isEqualTo("b");
    }

    @Test
    void reloading_leaves_no_kamelet_instances_behind() {
        int before = context.getRoutesSize();
        for (int i = 0; i < 5; i++) {
            edit(
                    A,
                    route(
                            "a",
                            "to: {uri: \"kamelet:stamp-action\", parameters: {mark: m" + i
                                    + "}}\n        - setBody: {header: mark}"));
            assertThat(ask("a")).isEqualTo("m" + i);
        }
        assertThat(context.getRoutesSize()).isEqualTo(before);
        assertThat(context.getRouteDefinitions()).hasSize(before);
    }

    /** Camel gives callers with equal parameters one instance of the kamelet; the first caller's end must not take it away. */
    @Test
    void a_kamelet_instance_that_two_routes_share_survives_the_end_of_one() {
        String shared =
                "to: {uri: \"kamelet:stamp-action\", parameters: {mark: shared}}\n        - setBody: {header: mark}";
        int before = context.getRoutesSize();
        edit("routes/c.camel.yaml", route("c", shared));
        edit("routes/d.camel.yaml", route("d", shared));
        edit("routes/c.camel.yaml", null);
        assertThat(ask("d")).isEqualTo("shared");
        edit("routes/d.camel.yaml", route("d", shared + "\n        - log: again"));
        assertThat(ask("d")).isEqualTo("shared");
        edit("routes/d.camel.yaml", null);
        assertThat(context.getRoutesSize()).isEqualTo(before);
    }

    @Test
    void an_exchange_in_flight_ends_in_peace() throws Exception {
        edit(A, route("a", "bean: {beanType: \"" + Gate.class.getName() + "\"}\n        - setBody: {constant: old}"));
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> ask("a"));
        assertThat(Gate.ENTERED.await(5, TimeUnit.SECONDS)).isTrue();
        disk.set(merge(disk.get(), new RouteFile(A, route("a", "setBody: {constant: new}"))));
        reloader.look();
        CompletableFuture<Void> swap = CompletableFuture.runAsync(reloader::look);
        Gate.LEAVE.countDown();
        swap.get(20, TimeUnit.SECONDS);
        assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo("old");
        assertThat(ask("a")).isEqualTo("new");
    }

    /** The check finds nothing, and the start fails all the same: a full disk, a port that is taken. */
    @Test
    void when_the_swap_fails_and_the_old_route_too_it_is_tried_until_it_runs() {
        Stubborn.refuses = false;
        edit(B, route("b", "to: {uri: \"bean:org.m365siem.camel.RouteReloaderTest$Stubborn\"}"));
        Stubborn.refuses = true;
        context.getRegistry().bind("stubborn", new Stubborn());
        context.addRoutePolicyFactory((camel, id, node) -> new Stubborn());
        edit(B, route("b", "setBody: {constant: other}"));
        assertThat(reloader.state().isHealthy()).isFalse();
        assertThat(reloader.state().notRunning()).isNotEmpty();
        reloader.look();
        assertThat(reloader.state().notRunning()).isNotEmpty();
        Stubborn.refuses = false;
        reloader.look();
        assertThat(reloader.state().notRunning()).isEmpty();
        assertThat(running("b")).isNotNull();
    }

    @Test
    void an_unreadable_folder_leaves_everything_running() throws Exception {
        RouteReloader broken = new RouteReloader(
                context,
                new RouteCheck(Map.<String, String>of()::get),
                () -> {
                    throw new IllegalStateException("the folder is gone");
                },
                Clock.systemUTC());
        broken.start(disk.get());
        broken.look();
        assertThat(broken.state().refused()).hasSize(1);
        assertThat(ask("b")).isEqualTo("b");
    }

    /** Keeps routes from starting. */
    public static final class Stubborn extends org.apache.camel.support.RoutePolicySupport {
        static volatile boolean refuses;

        @Override
        public void onInit(Route route) {
            if (refuses) {
                throw new IllegalStateException("the disk is full");
            }
        }

        public void pass() {
            // a step of a route
        }
    }

    /** Holds an exchange until the test lets it go. */
    public static final class Gate {
        static final CountDownLatch ENTERED = new CountDownLatch(1);
        static final CountDownLatch LEAVE = new CountDownLatch(1);

        public void pass() throws InterruptedException {
            ENTERED.countDown();
            LEAVE.await(10, TimeUnit.SECONDS);
        }
    }
}
