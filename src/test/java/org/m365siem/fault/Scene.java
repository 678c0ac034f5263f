package org.m365siem.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.m365siem.camel.SpoolComponent;
import org.m365siem.simulator.Ports;
import org.m365siem.simulator.receiver.Receiver;
import org.m365siem.simulator.tenant.SimulatedTenant;
import org.m365siem.simulator.tenant.TenantOptions;
import org.m365siem.simulator.tenant.TenantReport;
import org.m365siem.spool.SinkStatus;

/**
 * One run of the repository's own routes from a simulated tenant to simulated SIEMs, until everything that can be had is
 * delivered.
 */
final class Scene {
    private static final Duration GIVES_UP = Duration.ofSeconds(170);
    private static final Duration SETTLES = Duration.ofSeconds(3);

    private final String name;
    private final Siems siems;
    private final List<String> sinks;
    private final TenantOptions.Builder tenantOptions;
    private final List<String> faults = new ArrayList<>();
    private final Map<String, String> settings = new LinkedHashMap<>();

    Scene(String name, long seed, Siems siems, String... sinks) {
        this.name = name;
        this.siems = siems;
        this.sinks = List.of(sinks);
        this.tenantOptions = TenantOptions.builder().seed(seed).authority(siems.certificates());
        settings.put("m365.poll-interval", "2s");
        settings.put("syslog.confirm-after", "2s");
    }

    TenantOptions.Builder tenant() {
        return tenantOptions;
    }

    /** {@code splunk-down=3s}, begun before the first event. */
    Scene fault(String fault) {
        faults.add(fault);
        return this;
    }

    Scene set(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** How often the events of this run arrived. */
    record Arrivals(long missing, long repeated, long refused) {}

    /** How a run ended. */
    record Result(
            String name,
            TenantReport tenant,
            Map<String, Arrivals> sinks,
            Map<String, Long> deadLetters,
            List<String> missingIds,
            boolean drained,
            Duration took) {
        boolean nothingMissing() {
            return drained
                    && tenant.isComplete()
                    && tenant.neverFetched() == 0
                    && tenant.windows().values().stream()
                            .allMatch(windows -> windows.gaps().isEmpty())
                    && sinks.values().stream().allMatch(arrivals -> arrivals.missing() == 0);
        }

        /** No blob, and so no batch, has more events; blobs of a small tenant differ by a factor of a few at most. */
        long mostInBlob() {
            return 4 * (tenant.served().size() / Math.max(1, tenant.blobs()) + 1);
        }

        long repeated() {
            return sinks.values().stream().mapToLong(Arrivals::repeated).sum();
        }

        @Override
        public String toString() {
            return String.format(
                    "%-28s seed %d %,7d served, %d lost by design, blobs %d once %d again %d never, gaps %d, %s,"
                            + " dead letters %s, %.1f s%s",
                    name,
                    tenant.seed(),
                    tenant.served().size(),
                    tenant.lostRecords(),
                    tenant.fetchedOnce(),
                    tenant.fetchedAgain(),
                    tenant.neverFetched(),
                    tenant.windows().values().stream()
                            .mapToInt(windows -> windows.gaps().size())
                            .sum(),
                    sinks,
                    deadLetters,
                    took.toMillis() / 1000.0,
                    nothingMissing() ? "" : "  INCOMPLETE " + missingIds + (drained ? "" : " NOT DRAINED"));
        }
    }

    /** Runs to the end, or until nothing has moved for minutes. */
    Result run() {
        Instant begun = Clock.systemUTC().instant();
        Path state = newDirectory();
        try (SimulatedTenant tenant =
                        SimulatedTenant.start(tenantOptions.port(Ports.free()).build());
                DefaultCamelContext context = new DefaultCamelContext()) {
            siems.know(tenant);
            faults.forEach(siems::fault);
            SpoolComponent spool = start(context, tenant, state);
            boolean drained = drain(tenant, spool);
            Map<String, Long> dead = new TreeMap<>();
            spool.spool().sinks().forEach(sink -> dead.put(sink.sink(), sink.deadLetters()));
            context.stop();
            siems.endFaults();
            return result(
                    tenant,
                    dead,
                    drained,
                    Duration.between(begun, Clock.systemUTC().instant()));
        } catch (Exception e) {
            throw new IllegalStateException(name + " cannot run", e);
        }
    }

    private SpoolComponent start(DefaultCamelContext context, SimulatedTenant tenant, Path state) throws Exception {
        Properties properties = new Properties();
        properties.putAll(tenant.settings());
        properties.put("m365.sources", "office365-audit");
        properties.put("m365.sinks", String.join(",", sinks));
        properties.put("m365.state-dir", state.toString());
        siems.receivers(sinks).forEach(receiver -> properties.putAll(receiver.settings()));
        properties.putAll(settings);
        context.getCamelContextExtension().setName(name.replaceAll("[^a-z0-9-]", "_"));
        context.getPropertiesComponent().setOverrideProperties(properties);
        for (String file : new String[] {
            "platform", "errors", "office365-audit", "to-syslog", "to-splunk", "to-kafka", "to-sentinel"
        }) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.resolveMandatoryResource(
                            context, "file:" + Path.of("routes", file + ".camel.yaml")));
        }
        context.getShutdownStrategy().setTimeout(10);
        context.start();
        return context.getRegistry().lookupByNameAndType("spool", SpoolComponent.class);
    }

    private boolean drain(SimulatedTenant tenant, SpoolComponent spool) {
        long before = -1;
        Instant moved = Clock.systemUTC().instant();
        while (true) {
            long pending = pending(spool);
            long now = tenant.servedEvents() * 1_000_003 + pending;
            Instant time = Clock.systemUTC().instant();
            if (now != before) {
                before = now;
                moved = time;
            }
            Duration quiet = Duration.between(moved, time);
            boolean all = appended(spool) >= tenant.servedEvents() || quiet.compareTo(SETTLES) > 0;
            if (tenant.isDrained() && pending == 0 && all) {
                return true;
            }
            if (quiet.compareTo(GIVES_UP) > 0) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private static long appended(SpoolComponent spool) {
        long collected = spool.counters().collected().values().stream()
                .mapToLong(each -> each.sum())
                .sum();
        return collected
                - spool.counters().duplicates().values().stream()
                        .mapToLong(each -> each.sum())
                        .sum();
    }

    private static long pending(SpoolComponent spool) {
        return spool.spool().sinks().stream().mapToLong(SinkStatus::lagEvents).sum();
    }

    private Result result(SimulatedTenant tenant, Map<String, Long> dead, boolean drained, Duration took) {
        TenantReport report = tenant.report();
        Map<String, Arrivals> arrivals = new TreeMap<>();
        List<String> missingIds = new ArrayList<>();
        for (Receiver receiver : siems.receivers(sinks)) {
            receiver.settle();
            long missing = 0;
            long repeated = 0;
            long refused = 0;
            for (PrimitiveIterator.OfLong numbers = report.served().iterator(); numbers.hasNext(); ) {
                String id = tenant.eventId(numbers.nextLong());
                int count = receiver.log().count(id);
                boolean isRefused = receiver.refused().count(id) > 0;
                missing += count == 0 && !isRefused ? 1 : 0;
                repeated += Math.max(0, count - 1);
                refused += isRefused ? 1 : 0;
                if (count == 0 && !isRefused && missingIds.size() < 3) {
                    missingIds.add(receiver.name() + " " + id);
                }
            }
            arrivals.put(receiver.name(), new Arrivals(missing, repeated, refused));
        }
        return new Result(name, report, arrivals, dead, missingIds, drained, took);
    }

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory("m365-scene");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
