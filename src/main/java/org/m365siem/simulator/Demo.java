package org.m365siem.simulator;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.m365siem.simulator.receiver.QuietLogging;
import org.m365siem.simulator.receiver.Receiver;
import org.m365siem.simulator.tenant.SimulatedTenant;
import org.m365siem.simulator.tenant.TenantOptions;

/**
 * A simulated tenant and simulated SIEMs on this machine, and the settings with which the program connects them. Started
 * again in the same directory after a crash, it goes on where it was: same seed, same ports, same records, and the report
 * covers both lives.
 */
public final class Demo implements AutoCloseable {
    private static final String AZURE_MONITOR = "https://monitor.azure.com";
    /** So long nothing may arrive before the demo gives up: more than the longest pause before a probe. */
    private static final Duration GIVES_UP = Duration.ofSeconds(150);
    /** Lets what was sent last without acknowledgement arrive. */
    private static final Duration SETTLES = Duration.ofSeconds(2);

    private final Clock clock;
    private final DemoState state;
    private final SimulatedTenant tenant;
    private final DemoReceivers receivers;
    private final Path caFile;
    private long arrivals = -1;
    private Instant lastArrival;
    private boolean finished;

    private Demo(DemoOptions options, Clock clock) {
        this.clock = clock;
        this.lastArrival = clock.instant();
        this.state = DemoState.open(options, clock);
        CertificateAuthority authority = CertificateAuthority.create(clock);
        this.caFile = authority.writeTo(state.directory().resolve("ca.pem"));
        this.tenant = startTenant(options, authority);
        try {
            SSLContext tls = authority.serverContext(authority.issue("localhost", "localhost", "127.0.0.1"), false);
            this.receivers = new DemoReceivers(
                    state, options.sinks(), tls, caFile, bearer -> tenant.accepts(bearer, AZURE_MONITOR));
        } catch (RuntimeException e) {
            tenant.close();
            throw e;
        }
        try {
            options.scenarios().stream().filter(DemoReceivers::isReceivers).forEach(receivers::fault);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts everything; returns when all ports are open.
     *
     * @throws org.m365siem.settings.SettingException for a scenario that does not exist
     */
    public static Demo start(DemoOptions options) {
        return new Demo(options, Clock.systemUTC());
    }

    private SimulatedTenant startTenant(DemoOptions options, CertificateAuthority authority) {
        return SimulatedTenant.start(TenantOptions.builder()
                .seed(state.seed())
                .events(options.events().orElse(0))
                .rate(options.rate())
                .recordsFile(options.records())
                .scenario(options.scenarios().stream()
                        .filter(scenario -> !DemoReceivers.isReceivers(scenario))
                        .collect(Collectors.joining(",")))
                .start(state.start())
                .port(state.port("tenant"))
                .clock(clock)
                .authority(authority)
                .ledgerFile(state.directory().resolve("ledger"))
                .build());
    }

    /** Everything that the program needs to know of the tenant and the receivers; what a user has set goes before it. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>(tenant.settings());
        settings.put("m365.tls.ca-file", caFile.toString());
        settings.put("m365.sources", "office365-audit");
        settings.put("m365.sinks", receivers.all().stream().map(Receiver::name).collect(Collectors.joining(",")));
        settings.put("m365.poll-interval", "2s");
        settings.put("m365.state-dir", state.directory().resolve("state").toString());
        settings.putAll(receivers.settings());
        settings.putAll(QuietLogging.settings());
        return settings;
    }

    /** Compares what the tenant has handed out so far with what has arrived so far. */
    public ConservationReport report() {
        return new Conservation(state.seed(), tenant).with(receivers.all());
    }

    /**
     * To be asked every second or so: whether the demo is over. It is when the tenant has nothing more to offer, the spool is
     * empty and the receivers are quiet; and also when nothing has arrived anywhere for a few minutes.
     *
     * @param pendingInSpool how many events some sink has not confirmed yet
     */
    public synchronized boolean drained(LongSupplier pendingInSpool) {
        List<Receiver> all = receivers.all();
        long now = tenant.servedEvents()
                + all.stream()
                        .mapToLong(receiver -> receiver.log().unique()
                                + receiver.log().repeated()
                                + receiver.refused().unique())
                        .sum();
        if (now != arrivals) {
            arrivals = now;
            lastArrival = clock.instant();
        }
        Duration quiet = Duration.between(lastArrival, clock.instant());
        finished = tenant.isDrained() && pendingInSpool.getAsLong() == 0 && quiet.compareTo(SETTLES) >= 0;
        return finished || quiet.compareTo(GIVES_UP) >= 0;
    }

    /** True when {@link #drained} found everything fetched and delivered, and did not merely give up. */
    public synchronized boolean isFinished() {
        return finished;
    }

    SimulatedTenant tenant() {
        return tenant;
    }

    DemoReceivers receivers() {
        return receivers;
    }

    /** Stops everything. A demo that was drained starts over the next time, any other one goes on. */
    @Override
    public void close() {
        receivers.close();
        tenant.close();
        if (finished) {
            state.finish();
        }
    }
}
