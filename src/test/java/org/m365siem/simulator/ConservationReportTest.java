package org.m365siem.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConservationReportTest {
    private static ConservationReport report(long neverFetched, List<String> gaps, long missing) {
        return new ConservationReport(
                42,
                new ConservationReport.Tenant(1_234_567, neverFetched, 99, 1, gaps),
                List.of(
                        new ConservationReport.Arrivals("syslog", 1_234_567, 0, 12, 0, 0, List.of()),
                        new ConservationReport.Arrivals(
                                "splunk", 1_234_560 - missing, missing, 0, 7, 1, List.of("the-id-that-is-missing"))));
    }

    @Test
    void is_complete_when_nothing_is_missing_whatever_was_repeated_or_refused() {
        assertThat(report(0, List.of(), 0).complete()).isTrue();
        assertThat(report(0, List.of(), 1).complete()).isFalse();
        assertThat(report(1, List.of(), 0).complete()).isFalse();
        assertThat(report(0, List.of("[a, b)"), 0).complete()).isFalse();
    }

    @Test
    void prints_every_figure() {
        assertThat(report(0, List.of(), 0).toString())
                .contains("seed 42", "1,234,567", "99 once", "1 more often", "syslog", "12", "1,234,560")
                .endsWith("complete: nothing is missing\n");
        assertThat(report(3, List.of("Audit.Exchange [a, b)"), 5).toString())
                .contains("3 never", "[a, b)", "the-id-that-is-missing")
                .endsWith("INCOMPLETE\n");
    }
}
