package org.m365siem.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.simulator.CertificateAuthority;

/**
 * The packaged program as a second process, against a tenant and receivers in this one, beside the same work without Camel:
 * {@code ./mvnw -Pbench verify}. {@code -Dm365.bench.events=…} sets the events of a run, {@code -Dm365.bench.many=…} those
 * of the run with four sinks.
 */
@Tag("bench")
class PipelineBenchIT {
    private static final Path JAR = Path.of(System.getProperty("m365.bench.jar", "target/m365-siem-exec.jar"));
    private static final long EVENTS = Long.getLong("m365.bench.events", 200_000);
    private static final long MANY = Long.getLong("m365.bench.many", 1_000_000);
    private static final long WARM_UP = Long.getLong("m365.bench.warm-up", 300_000);
    private static final List<String> JVM =
            List.of(System.getProperty("m365.bench.jvm", "-Xms48m -Xmx256m -XX:+UseSerialGC")
                    .split(" "));
    private static final Duration IDLE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final Blobs blobs = new Blobs();
    private final Figures figures = new Figures();
    Path caFile;
    SSLContext tls;

    @Test
    void costs_little_more_than_its_parts() throws Exception {
        CertificateAuthority authority = CertificateAuthority.create(Clock.systemUTC());
        caFile = authority.writeTo(directory.resolve("ca.pem"));
        tls = authority.serverContext(authority.issue("localhost", "localhost", "127.0.0.1"), false);
        double raw = rawParts();
        atRest();
        run(1, EVENTS);
        double whole = run(2, EVENTS);
        run(4, MANY);
        figures.add("CPU with syslog TCP and HEC / raw parts", whole / raw, "%.2f", "<= 1.5");
        System.out.println(figures);
        assertThat(whole / raw).isLessThanOrEqualTo(1.5);
    }

    double rawParts() throws Exception {
        Path home = directory.resolve("raw");
        try (CheapTenant tenant = new CheapTenant(blobs, tls);
                Receivers receivers = new Receivers(tls, directory.resolve("broker-raw"))) {
            List<String> command = new ArrayList<>(JVM);
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), RawParts.class.getName()));
            command.addAll(List.of(
                    tenant.url(),
                    receivers.splunkUrl(),
                    Integer.toString(receivers.syslogPort()),
                    caFile.toString(),
                    home.resolve("state").toString(),
                    Long.toString(Blobs.blobs(WARM_UP)),
                    Long.toString(Blobs.blobs(EVENTS))));
            try (Child child = Child.start(home, command)) {
                child.waitForEnd();
                Map<String, Double> parts = parts(child.output());
                assertThat(parts).as(child.output()).containsKey("cpu");
                parts.forEach((name, value) -> figures.add("raw parts: " + name, value, "%,.2f", ""));
                return parts.get("cpu");
            }
        }
    }

    private static Map<String, Double> parts(String output) {
        Map<String, Double> parts = new TreeMap<>();
        Matcher line = Pattern.compile("raw ([\\w:, ]+)=([\\d.]+)").matcher(output);
        while (line.find()) {
            parts.put(line.group(1), Double.valueOf(line.group(2)));
        }
        return parts;
    }

    Child program(String name, String tenantUrl, List<String> settings) throws Exception {
        Path home = directory.resolve(name);
        List<String> command = new ArrayList<>(JVM);
        command.addAll(List.of("-jar", JAR.toAbsolutePath().toString(), "--server.port=0"));
        command.addAll(List.of(
                "--m365.sources=office365-audit",
                "--m365.tenant-id=" + Blobs.TENANT,
                "--m365.client-id=22222222-2222-2222-2222-222222222222",
                "--m365.client-secret=bench",
                "--m365.authority-url=" + tenantUrl,
                "--m365.management-url=" + tenantUrl,
                "--m365.tls.ca-file=" + caFile,
                "--m365.state-dir=" + home.resolve("state")));
        command.addAll(settings);
        return Child.start(home, command);
    }

    /** Started as a user starts it, with nothing to collect. */
    void atRest() throws Exception {
        try (CheapTenant tenant = new CheapTenant(blobs, tls);
                Receivers receivers = new Receivers(tls, directory.resolve("broker-rest"))) {
            long start = System.nanoTime();
            try (Child child = program("rest", tenant.url(), receivers.settings(4))) {
                await().atMost(Duration.ofMinutes(1))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> tenant.firstListing() > 0 || !child.isAlive());
                assertThat(tenant.firstListing()).as(child.output()).isPositive();
                figures.add("start to first poll, s", (tenant.firstListing() - start) / 1e9, "%.1f", "<= 6");
                figures.add("start to first poll, CPU s", child.cpu().toMillis() / 1e3, "%.1f", "");
                child.letRun(IDLE);
                Duration before = child.cpu();
                child.letRun(IDLE);
                double share = (double) child.cpu().minus(before).toMillis() / IDLE.toMillis();
                figures.add("at rest: CPU, % of a core", share * 100, "%.2f", "< 1");
                figures.add("at rest: resident MB", child.resident() / 1e6, "%,.0f", "<= 300");
            }
        }
    }

    /** @return CPU microseconds per event */
    double run(int sinks, long events) throws Exception {
        String name = sinks + (sinks == 1 ? " sink" : " sinks");
        try (CheapTenant tenant = new CheapTenant(blobs, tls);
                Receivers receivers = new Receivers(tls, directory.resolve("broker-" + sinks))) {
            List<String> settings = receivers.settings(sinks);
            settings.add("--m365.poll-interval=2s");
            try (Child child = program("sinks-" + sinks, tenant.url(), settings)) {
                drain(child, tenant, receivers, sinks, WARM_UP, 0);
                Child.Mark before = child.mark();
                drain(child, tenant, receivers, sinks, events, WARM_UP);
                long end = System.nanoTime();
                Child.Mark after = child.mark();
                double cpu = after.cpu().minus(before.cpu()).toNanos() / 1e3 / events;
                figures.add(name + ": events a second", events * 1e9 / (end - tenant.firstBlob()), "%,.0f", "");
                figures.add(name + ": CPU us an event", cpu, "%.1f", "");
                figures.add(name + ": bytes allocated an event", each(after.allocated() - before.allocated(), events));
                figures.add(
                        name + ": bytes written to disk an event", each(after.written() - before.written(), events));
                figures.add(name + ": peak heap MB", child.peakHeap() / 1e6, "%,.0f", "<= 256");
                figures.add(name + ": peak resident MB", child.mostResident() / 1e6, "%,.0f", "");
                return cpu;
            }
        }
    }

    private static double each(long bytes, long events) {
        return (double) bytes / events;
    }

    private static void drain(
            Child child, CheapTenant tenant, Receivers receivers, int sinks, long events, long before) {
        tenant.release(Blobs.blobs(events));
        List<Long> wanted = new ArrayList<>();
        for (int i = 0; i < Receivers.ALL.size(); i++) {
            wanted.add(i < sinks ? before + events : 0L);
        }
        await().atMost(Duration.ofMinutes(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> receivers.counts().equals(wanted) || !child.isAlive());
        assertThat(receivers.counts()).as(child.output()).isEqualTo(wanted);
    }
}
