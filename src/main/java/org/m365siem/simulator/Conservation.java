package org.m365siem.simulator;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.function.Predicate;
import org.m365siem.simulator.receiver.Receiver;
import org.m365siem.simulator.receiver.ReceiverLog;
import org.m365siem.simulator.tenant.SimulatedTenant;
import org.m365siem.simulator.tenant.TenantReport;

/** Compares the tenant's ledger with the receivers' logs. */
public final class Conservation {
    private final long seed;
    private final SimulatedTenant tenant;
    private final TenantReport served;

    /** As of now. */
    public Conservation(long seed, SimulatedTenant tenant) {
        this.seed = seed;
        this.tenant = tenant;
        this.served = tenant.report();
    }

    /** Waits until what the receivers have acknowledged is in their logs. */
    public ConservationReport with(List<Receiver> receivers) {
        List<String> gaps = new ArrayList<>();
        served.windows().forEach((type, windows) -> windows.gaps().forEach(gap -> gaps.add(type + " " + gap)));
        return new ConservationReport(
                seed,
                new ConservationReport.Tenant(
                        served.served().size(),
                        served.neverFetched(),
                        served.fetchedOnce(),
                        served.fetchedAgain(),
                        gaps),
                receivers.stream().map(this::arrivals).toList());
    }

    private ConservationReport.Arrivals arrivals(Receiver receiver) {
        receiver.settle();
        ReceiverLog log = receiver.log();
        ReceiverLog refused = receiver.refused();
        ReceiverLog.Missing missing = log.missing(ids(id -> refused.count(id) == 0));
        List<String> examples = new ArrayList<>(missing.examples());
        examples.addAll(log.malformedExamples());
        return new ConservationReport.Arrivals(
                receiver.name(),
                log.unique(),
                missing.count(),
                log.repeated(),
                refused.unique(),
                log.malformed(),
                examples);
    }

    /** The ids of everything that was served, made one by one: a list of millions would not fit. */
    private Iterable<String> ids(Predicate<String> demanded) {
        return () -> new Iterator<>() {
            private final PrimitiveIterator.OfLong numbers = served.served().iterator();
            private String next = advance();

            private String advance() {
                while (numbers.hasNext()) {
                    String id = tenant.eventId(numbers.nextLong());
                    if (demanded.test(id)) {
                        return id;
                    }
                }
                return null;
            }

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public String next() {
                if (next == null) {
                    throw new java.util.NoSuchElementException();
                }
                String now = next;
                next = advance();
                return now;
            }
        };
    }
}
