package org.m365siem.simulator.tenant;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.m365siem.simulator.CertificateAuthority;

/**
 * What a simulated tenant is made of. The same seed and start give the same tenant.
 *
 * @param seed of everything that looks random; it is printed in the report
 * @param events unique records in all, 0 for an endless stream
 * @param rate records a second, 0 when all are there from the start, as a back-fill over {@code history}
 * @param scenarios how the tenant behaves
 * @param recordsFile NDJSON, or compressed with a name in {@code .gz}, of records that are served untouched; null to make them
 * @param port 0 for any free one
 * @param start when the stream begins, or the back-fill ends
 * @param history how far the back-fill reaches back, less than 24 hours for a collector's first run to see it all
 * @param blobEvents records in a blob on average, 0 to suit the volume
 * @param pageSize descriptors on a page, 0 for what the scenarios want
 * @param largeBlobBytes size of the large blob of scenario {@code large-blob}
 * @param requestsPerMinute what the Activity API allows
 * @param tokenLife how long tokens live, null for what the scenarios want
 * @param repair how long a fault lasts that somebody has to repair
 * @param certificates with which the application may prove itself, besides its secret
 * @param ledgerFile where the tenant notes what it has handed out, to go on after it was killed; null for nowhere
 */
public record TenantOptions(
        long seed,
        long events,
        double rate,
        Set<Scenario> scenarios,
        Path recordsFile,
        int port,
        Clock clock,
        Instant start,
        Duration history,
        int blobEvents,
        int pageSize,
        long largeBlobBytes,
        int requestsPerMinute,
        Duration tokenLife,
        Duration repair,
        CertificateAuthority authority,
        List<X509Certificate> certificates,
        Path ledgerFile) {

    public TenantOptions {
        if (events == 0 && rate == 0 && recordsFile == null) {
            throw new IllegalArgumentException("an endless tenant needs a rate");
        }
        // in the order of the enum, or faults would be asked in another order each time
        scenarios =
                Collections.unmodifiableSet(EnumSet.copyOf(scenarios.isEmpty() ? Set.of(Scenario.HEALTHY) : scenarios));
        certificates = List.copyOf(certificates);
        start = start.truncatedTo(ChronoUnit.SECONDS);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Sets options one by one; everything has a default but the volume. */
    public static final class Builder {
        private long seed = 1;
        private long events;
        private double rate;
        private Set<Scenario> scenarios = Set.of(Scenario.HEALTHY);
        private Path recordsFile;
        private int port;
        private Clock clock = Clock.systemUTC();
        private Instant start;
        private Duration history = Duration.ofHours(6);
        private int blobEvents;
        private int pageSize;
        private long largeBlobBytes = 25_000_000;
        private int requestsPerMinute = 2_000;
        private Duration tokenLife;
        private Duration repair = Duration.ofSeconds(10);
        private CertificateAuthority authority;
        private List<X509Certificate> certificates = List.of();
        private Path ledgerFile;

        private Builder() {}

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        public Builder events(long value) {
            events = value;
            return this;
        }

        public Builder rate(double value) {
            rate = value;
            return this;
        }

        public Builder scenarios(Scenario... values) {
            scenarios = Set.of(values);
            return this;
        }

        /** A comma list of names, as in {@code m365.demo.scenario}. */
        public Builder scenario(String names) {
            scenarios = Scenario.parse("m365.demo.scenario", names);
            return this;
        }

        public Builder recordsFile(Path value) {
            recordsFile = value;
            return this;
        }

        public Builder ledgerFile(Path value) {
            ledgerFile = value;
            return this;
        }

        public Builder port(int value) {
            port = value;
            return this;
        }

        public Builder clock(Clock value) {
            clock = value;
            return this;
        }

        /** Now, unless set. */
        public Builder start(Instant value) {
            start = value;
            return this;
        }

        public Builder history(Duration value) {
            history = value;
            return this;
        }

        public Builder blobEvents(int value) {
            blobEvents = value;
            return this;
        }

        public Builder pageSize(int value) {
            pageSize = value;
            return this;
        }

        public Builder largeBlobBytes(long value) {
            largeBlobBytes = value;
            return this;
        }

        public Builder requestsPerMinute(int value) {
            requestsPerMinute = value;
            return this;
        }

        public Builder tokenLife(Duration value) {
            tokenLife = value;
            return this;
        }

        public Builder repair(Duration value) {
            repair = value;
            return this;
        }

        /** One of its own, unless set. */
        public Builder authority(CertificateAuthority value) {
            authority = value;
            return this;
        }

        public Builder certificates(X509Certificate... values) {
            certificates = List.of(values);
            return this;
        }

        public TenantOptions build() {
            return new TenantOptions(
                    seed,
                    events,
                    rate,
                    scenarios,
                    recordsFile,
                    port,
                    clock,
                    start == null ? clock.instant() : start,
                    history,
                    blobEvents,
                    pageSize,
                    largeBlobBytes,
                    requestsPerMinute,
                    tokenLife,
                    repair,
                    authority == null ? CertificateAuthority.create(clock) : authority,
                    certificates,
                    ledgerFile);
        }
    }
}
