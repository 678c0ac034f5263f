package org.m365siem.simulator.tenant;

import java.util.List;
import java.util.Map;
import org.m365siem.simulator.tenant.feed.Ledger.WindowReport;
import org.m365siem.simulator.tenant.records.EventBitmap;

/**
 * What a tenant has handed out, to be compared with what has arrived.
 *
 * @param records unique records that have appeared so far, the lost ones included
 * @param lostRecords those that nobody can fetch, by design of the scenario: they need not arrive
 * @param served running numbers of the unique records that were sent completely at least once: these must arrive
 * @param blobs that have appeared so far
 * @param unlistedBlobs of these, how many no listing has shown yet
 * @param lostBlobs blobs that nobody can fetch, by design of the scenario
 * @param neverFetched blobs that were listed, are not lost, and have not been fetched to their end
 * @param fetchedOnce blobs that were fetched to their end once
 * @param fetchedAgain blobs that were fetched to their end more often
 * @param pagesNever links to a next page that were handed out and not followed
 * @param pagesOnce links that were followed once
 * @param pagesAgain links that were followed more often
 * @param windows by content type
 * @param requests by kind and status
 * @param remarks what a client should not do, and how often it did
 */
public record TenantReport(
        long seed,
        List<String> scenarios,
        long records,
        long lostRecords,
        EventBitmap served,
        long blobs,
        long unlistedBlobs,
        long lostBlobs,
        long neverFetched,
        long fetchedOnce,
        long fetchedAgain,
        long pagesNever,
        long pagesOnce,
        long pagesAgain,
        Map<String, WindowReport> windows,
        Map<String, Long> requests,
        Map<String, Long> remarks) {

    /** True when everything that has appeared, and can be fetched, was sent. */
    public boolean isComplete() {
        return served.size() == records - lostRecords;
    }

    /** How many of the served records are not in this set. */
    public long missingIn(EventBitmap received) {
        return served.without(received);
    }

    /** The report as plain text, a line a fact. */
    public String text() {
        StringBuilder text = new StringBuilder();
        line(text, "tenant: seed %d, scenario %s", seed, String.join(",", scenarios));
        line(
                text,
                "records: %d appeared, %d served, %d lost by design (need not arrive)",
                records,
                served.size(),
                lostRecords);
        line(
                text,
                "blobs: %d appeared, %d not listed yet, %d lost by design; fetched never %d, once %d, more often %d",
                blobs,
                unlistedBlobs,
                lostBlobs,
                neverFetched,
                fetchedOnce,
                fetchedAgain);
        line(text, "page links: followed never %d, once %d, more often %d", pagesNever, pagesOnce, pagesAgain);
        windows.forEach((type, report) -> line(
                text,
                "windows of %s: %d, %d of them overlap earlier ones, %d gaps %s",
                type,
                report.windows(),
                report.overlapping(),
                report.gaps().size(),
                report.gaps().isEmpty() ? "" : report.gaps()));
        requests.forEach((kind, count) -> line(text, "requests %s: %d", kind, count));
        remarks.forEach((what, count) -> line(text, "%s: %d", what, count));
        return text.toString();
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(format, values).stripTrailing()).append('\n');
    }
}
