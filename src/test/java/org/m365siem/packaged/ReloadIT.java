package org.m365siem.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.simulator.receiver.HecReceiver;
import org.m365siem.simulator.receiver.Receiver;
import org.m365siem.simulator.receiver.ReceiverLog;
import org.m365siem.simulator.tenant.TenantOptions;
import org.m365siem.simulator.tenant.records.EventBitmap;

/** Routes and kamelets are edited while events flow; another HTTP Event Collector shows from when on an edit works. */
class ReloadIT {
    private static final int RATE = 200;
    private static final String ROUTE = "routes/to-splunk.camel.yaml";
    private static final String KAMELET = "kamelets/splunk-hec-batch-sink.kamelet.yaml";
    /** The promise is 3 seconds on a quiet machine, printed below; this is for a loaded one. */
    private static final Duration SOON = Duration.ofSeconds(15);

    private static final Duration LONG = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    @Test
    void edits_take_effect_while_events_flow_and_lose_and_repeat_nothing() {
        Folder folder = Folder.copiedTo(directory.resolve("run"));
        TenantOptions.Builder stream =
                TenantOptions.builder().seed(4).rate(RATE).blobEvents(50);
        try (Site site = new Site(directory, 0, stream);
                HecReceiver other = site.hec()) {
            folder.set(site.settings());
            try (Program program = Program.start(folder, Map.of())) {
                Look look = new Look(program);
                await("events flow", LONG, () -> site.splunk.log().unique() > 0);
                movesTo(folder, site.splunk, other);
                breakAndRepair(folder, look, site, other);
                deleteAndPutBack(folder, site, other);
                String shipped = folder.read(ROUTE);
                folder.edit(ROUTE, text -> text.replace(other.settings().get("splunk.url"), "{{splunk.url}}"));
                await("back to the first", SOON, flows(site.splunk));
                assertThat(folder.read(ROUTE)).isNotEqualTo(shipped);
                editSharedFiles(folder, program, site);
                assertNothingMissingOrRepeated(site, other);
                assertThat(look.health().path("status").asText()).isEqualTo("UP");
                program.terminate();
                assertThat(program.output()).doesNotContain("Exception");
            }
        }
    }

    private static Callable<Boolean> flows(Receiver receiver) {
        long before = Site.arrivals(receiver);
        return () -> Site.arrivals(receiver) > before;
    }

    private static void movesTo(Folder folder, HecReceiver from, HecReceiver to) {
        Callable<Boolean> flows = flows(to);
        long edited = System.nanoTime();
        folder.edit(ROUTE, text -> text.replace("{{splunk.url}}", to.settings().get("splunk.url")));
        await("edit in effect", SOON, flows);
        System.out.println("edit in effect after "
                + Duration.ofNanos(System.nanoTime() - edited).toMillis() + " ms");
        long last = Site.arrivals(from);
        await("more events", SOON, flows(to));
        assertThat(Site.arrivals(from)).isEqualTo(last);
    }

    private static void breakAndRepair(Folder folder, Look look, Site site, HecReceiver running) {
        String sound = folder.read(ROUTE);
        folder.edit(ROUTE, text -> text.replace("kamelet:format-action", "kamelet:formats"));
        await(
                "the break is seen",
                SOON,
                () -> look.health("routes").path("status").asText().equals("WARN"));
        assertThat(look.health("routes").path("details").path("refused").toString())
                .contains("routes/to-splunk.camel.yaml, line ", "formats");
        assertThat(look.program().output()).contains("refused routes/to-splunk.camel.yaml, line ");
        await("the old route runs on", SOON, flows(running));
        await("others run on", SOON, flows(site.kafka));
        folder.write(ROUTE, "- route:\n    id: [\n");
        await("no YAML at all", SOON, () -> !look.health("routes").toString().contains("formats"));
        assertThat(look.health("routes").path("status").asText()).isEqualTo("WARN");
        folder.write(ROUTE, sound);
        await(
                "the repair is seen",
                SOON,
                () -> look.health("routes").path("status").asText().equals("UP"));
        await("it flows on", SOON, flows(running));
    }

    private static void deleteAndPutBack(Folder folder, Site site, HecReceiver running) {
        folder.move(ROUTE, "to-splunk.aside");
        await("the route is gone", SOON, () -> {
            long before = Site.arrivals(running);
            await("others go on", SOON, flows(site.kafka));
            await("and on", SOON, flows(site.kafka));
            return Site.arrivals(running) == before;
        });
        folder.move("to-splunk.aside", ROUTE);
        await("it flows again", SOON, flows(running));
    }

    private static void editSharedFiles(Folder folder, Program program, Site site) {
        folder.edit(KAMELET, text -> text.replace("constant: application/json", "constant: \"application/json\""));
        program.awaitOutput("took over the change of " + KAMELET, SOON);
        await("after the kamelet's edit", SOON, flows(site.splunk));
        folder.edit("kamelets/select-action.kamelet.yaml", text -> text + "# every sink uses it\n");
        program.awaitOutput("took over the change of kamelets/select-action.kamelet.yaml", SOON);
        await("after the edit of all sinks' kamelet", SOON, flows(site.syslog));
        folder.edit(
                "routes/errors.camel.yaml",
                text -> text.replace("redeliveryDelay: \"500\"", "redeliveryDelay: \"400\""));
        program.awaitOutput("took over the change of routes/errors.camel.yaml", SOON);
        for (Receiver receiver : site.receivers()) {
            await("after the policy's edit " + receiver.name(), SOON, flows(receiver));
        }
    }

    /** The stream has no end: what was served until now must arrive, once. */
    private static void assertNothingMissingOrRepeated(Site site, HecReceiver other) {
        EventBitmap served = site.tenant.report().served();
        await("all that was served", LONG, () -> missing(site, served, other.log()) == 0);
        System.out.println(served.size() + " events while routes and kamelets changed");
        assertThat(site.receivers())
                .allSatisfy(each ->
                        assertThat(each.log().repeated()).as(each.name()).isZero());
        assertThat(other.log().repeated()).isZero();
        served.iterator().forEachRemaining((long number) -> {
            String id = site.tenant.eventId(number);
            assertThat(site.splunk.log().count(id) + other.log().count(id))
                    .as(id)
                    .isEqualTo(1);
        });
    }

    private static long missing(Site site, EventBitmap served, ReceiverLog otherSplunk) {
        List<String> ids = new ArrayList<>();
        served.iterator().forEachRemaining((long number) -> ids.add(site.tenant.eventId(number)));
        long missing = 0;
        for (Receiver receiver : site.receivers()) {
            for (String id : ids) {
                boolean there = receiver.log().count(id) > 0 || receiver == site.splunk && otherSplunk.count(id) > 0;
                missing += there ? 0 : 1;
            }
        }
        return missing;
    }

    private static void await(String what, Duration atMost, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }
}
