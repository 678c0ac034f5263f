package org.m365siem.simulator.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.m365siem.TickingClock;
import org.m365siem.settings.SettingException;
import org.m365siem.simulator.CertificateAuthority;

class ScenarioTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create(Clock.systemUTC());
    /** Scenarios that a collector meets as errors, broken bodies or wrong links. */
    private static final Set<Scenario> TROUBLESOME = EnumSet.of(
            Scenario.BAD_CONTENT_URI,
            Scenario.FOREIGN_LINKS,
            Scenario.STALE_NEXT_PAGE,
            Scenario.PERMISSION_ERROR,
            Scenario.CONSENT_MISSING,
            Scenario.INVALID_CONTENT_TYPE,
            Scenario.SUBSCRIPTION_DISABLED,
            Scenario.EMPTY_ERRORS,
            Scenario.TOKEN_EXPIRY,
            Scenario.TOKEN_GARBAGE,
            Scenario.WRONG_SECRET,
            Scenario.START_THROTTLED,
            Scenario.THROTTLED,
            Scenario.LIST_ERRORS,
            Scenario.HTML_200,
            Scenario.TRUNCATED_BODY,
            Scenario.BROKEN_ARRAY,
            Scenario.CONNECTION_RESET,
            Scenario.AUDIT_OFF,
            Scenario.MIXED);

    private static final Set<Scenario> WITH_MANY_BLOBS = EnumSet.of(
            Scenario.GAPS_AND_EXPIRED,
            Scenario.MISSING_BLOBS,
            Scenario.SMALL_PAGES,
            Scenario.LARGE_BLOB,
            Scenario.MIXED);

    private final TickingClock clock = new TickingClock(Instant.now());

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void whatMustArriveArrivesAtAPatientCollector(Scenario scenario) throws Exception {
        try (SimulatedTenant tenant = SimulatedTenant.start(options(scenario))) {
            PatientCollector collector = new PatientCollector(tenant, clock);
            collector.drain();
            TenantReport report = tenant.report();
            assertThat(tenant.isDrained()).as(report.text()).isTrue();
            assertThat(report.isComplete()).as(report.text()).isTrue();
            assertThat(report.missingIn(collector.received())).isZero();
            assertThat(report.neverFetched()).isZero();
            assertThat(report.remarks()).doesNotContainKey("tokens sent to a host that is not this tenant's");
            assertThat(report.records()).isEqualTo(scenario == Scenario.FUTURE_NOTHING ? 0 : 500);
            if (TROUBLESOME.contains(scenario)) {
                assertThat(collector.troubles()).as(report.text()).isNotEmpty();
            } else {
                assertThat(collector.troubles()).as(report.text()).isEmpty();
            }
            if (scenario.kind() == Scenario.Kind.LOSES && scenario != Scenario.FUTURE_NOTHING) {
                assertThat(report.lostRecords()).isPositive();
            } else {
                assertThat(report.lostRecords()).isZero();
            }
        }
    }

    private TenantOptions options(Scenario scenario) {
        TenantOptions.Builder options = TenantOptions.builder()
                .seed(11)
                .events(500)
                .scenarios(scenario)
                .largeBlobBytes(300_000)
                .clock(clock)
                .requestsPerMinute(1_000_000)
                .authority(AUTHORITY);
        if (scenario == Scenario.SLOW_BODY) {
            options.blobEvents(125);
        } else if (!WITH_MANY_BLOBS.contains(scenario)) {
            options.blobEvents(25);
        }
        return options.build();
    }

    @Test
    void duplicatesAndStrangersAreThere() throws Exception {
        PatientCollector duplicates = collected(Scenario.DUPLICATES);
        assertThat(duplicates.copies()).isGreaterThan(30);
        assertThat(collected(Scenario.REPEATED_RECORDS).copies()).isGreaterThan(50);
        assertThat(collected(Scenario.ODD_RECORDS).strangers()).isPositive();
        assertThat(collected(Scenario.HEALTHY).strangers()).isZero();
    }

    private PatientCollector collected(Scenario scenario) throws Exception {
        try (SimulatedTenant tenant = SimulatedTenant.start(options(scenario))) {
            PatientCollector collector = new PatientCollector(tenant, clock);
            collector.drain();
            return collector;
        }
    }

    @Test
    void namesAreReadInAnyCaseAndUnknownOnesAreRefusedWithTheList() {
        assertThat(Scenario.parse("m365.demo.scenario", " throttled , Odd-Records "))
                .containsExactlyInAnyOrder(Scenario.THROTTLED, Scenario.ODD_RECORDS);
        assertThat(Scenario.parse("m365.demo.scenario", "")).containsExactly(Scenario.HEALTHY);
        assertThatThrownBy(() -> Scenario.parse("m365.demo.scenario", "throttled,nonsense"))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("nonsense")
                .hasMessageContaining("repeated-records");
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void everyScenarioSaysWhatItDoes(Scenario scenario) {
        assertThat(scenario.description()).isNotBlank().doesNotContain("\n");
        assertThat(Scenario.parse("m365.demo.scenario", scenario.label())).containsExactly(scenario);
    }
}
