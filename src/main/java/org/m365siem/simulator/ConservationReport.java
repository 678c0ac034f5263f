package org.m365siem.simulator;

import java.util.List;
import java.util.Locale;

/**
 * The proof that nothing got lost on the way: what the tenant has handed out, and what of it arrived where.
 *
 * @param seed replays the same tenant
 */
public record ConservationReport(long seed, Tenant tenant, List<Arrivals> receivers) {
    /**
     * What the tenant saw.
     *
     * @param served unique events that it handed out
     * @param neverFetched blobs that it listed and nobody fetched, less those that it had dropped by then
     * @param gaps times that no window covered, a line each
     */
    public record Tenant(long served, long neverFetched, long fetchedOnce, long fetchedAgain, List<String> gaps) {}

    /**
     * What one receiver saw.
     *
     * @param received unique events
     * @param missing events that were served, did not arrive, and were not refused by the receiver's own rule
     * @param repeated arrivals of events that had arrived before
     * @param refused events that the receiver refused for good: they belong into the dead letters
     * @param malformed frames or records against the protocol
     * @param examples of missing event ids and malformed frames
     */
    public record Arrivals(
            String receiver,
            long received,
            long missing,
            long repeated,
            long refused,
            long malformed,
            List<String> examples) {}

    /** True when every event is accounted for at every receiver and no window was left out. */
    public boolean complete() {
        return tenant.neverFetched() == 0
                && tenant.gaps().isEmpty()
                && receivers.stream().allMatch(arrivals -> arrivals.missing() == 0);
    }

    /** The table for the terminal. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        line(text, "conservation report (seed %d)%n", seed);
        line(text, "  served by the tenant   %,12d unique events%n", tenant.served());
        line(
                text,
                "  blobs fetched          %,12d never %,10d once %,10d more often%n",
                tenant.neverFetched(),
                tenant.fetchedOnce(),
                tenant.fetchedAgain());
        line(text, "  window gaps            %,12d%n", tenant.gaps().size());
        tenant.gaps().stream().limit(5).forEach(gap -> line(text, "    %s%n", gap));
        line(
                text,
                "  %-12s %12s %10s %10s %10s %10s%n",
                "receiver",
                "received",
                "missing",
                "repeated",
                "refused",
                "malformed");
        receivers.forEach(arrivals -> append(text, arrivals));
        line(text, "  %s%n", complete() ? "complete: nothing is missing" : "INCOMPLETE");
        return text.toString();
    }

    private static void append(StringBuilder text, Arrivals arrivals) {
        line(
                text,
                "  %-12s %,12d %,10d %,10d %,10d %,10d%n",
                arrivals.receiver(),
                arrivals.received(),
                arrivals.missing(),
                arrivals.repeated(),
                arrivals.refused(),
                arrivals.malformed());
        arrivals.examples().stream().limit(5).forEach(example -> line(text, "    %s%n", example));
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }
}
