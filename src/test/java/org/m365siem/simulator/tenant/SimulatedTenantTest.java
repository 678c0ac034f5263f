package org.m365siem.simulator.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.TickingClock;
import org.m365siem.simulator.CertificateAuthority;

class SimulatedTenantTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create(Clock.systemUTC());

    private final TickingClock clock = new TickingClock(Instant.now());

    @TempDir
    Path directory;

    @Test
    void theSameSeedAndStartMakeTheSameTenantAgain() throws Exception {
        assertThat(everything(5, clock.instant())).isEqualTo(everything(5, clock.instant()));
        assertThat(everything(5, clock.instant())).isNotEqualTo(everything(6, clock.instant()));
    }

    /** All blobs of a type, with what stands in their descriptors, but for the port. */
    private List<String> everything(long seed, Instant start) throws Exception {
        TenantOptions options =
                options().seed(seed).start(start).events(300).blobEvents(20).build();
        try (SimulatedTenant tenant = SimulatedTenant.start(options)) {
            List<String> all = new ArrayList<>();
            TenantClient client = new TenantClient(tenant);
            client.login();
            client.start("Audit.Exchange");
            for (var descriptor : TenantClient.json(client.get("subscriptions/content?contentType=Audit.Exchange"))) {
                all.add(descriptor.toString().replace(tenant.url(), ""));
                all.add(client.get(descriptor.path("contentUri").asText()).body());
            }
            assertThat(all).isNotEmpty();
            return all;
        }
    }

    @Test
    void recordsOfAFileAreServedUntouched() throws Exception {
        List<String> lines = List.of(
                "{\"Id\":\"a\",\"Workload\":\"Exchange\", \"RecordType\":1,\"n\":1.0}",
                "{\"RecordType\":6,\"Workload\":\"OneDrive\",\"Id\":\"b\"}",
                "{\"RecordType\":28,\"Workload\":\"ThreatIntelligence\",\"Id\":\"c\"}",
                "{\"RecordType\":13,\"Workload\":\"Exchange\",\"Id\":\"d\"}",
                "{\"RecordType\":15,\"Workload\":\"AzureActiveDirectory\",\"Id\":\"e\"}",
                "{\"RecordType\":15,\"Workload\":\"AzureActiveDirectory\",\"Id\":\"e\",\"again\":true}",
                "{\"RecordType\":99}");
        Path file = directory.resolve("records.ndjson.gz");
        Files.write(file, gzip(String.join("\n", lines) + "\n\n"));
        TenantOptions options = options().recordsFile(file).build();
        try (SimulatedTenant tenant = SimulatedTenant.start(options)) {
            PatientCollector collector = new PatientCollector(tenant, clock);
            collector.drain();
            assertThat(tenant.report().records()).isEqualTo(5);
            assertThat(collector.received().size()).isEqualTo(5);
            assertThat(tenant.report().isComplete()).isTrue();
            assertThat(collector.strangers()).isEqualTo(1);
            TenantClient client = new TenantClient(tenant);
            client.login();
            String uri = TenantClient.json(client.get("subscriptions/content?contentType=Audit.Exchange"))
                    .path(0)
                    .path("contentUri")
                    .asText();
            assertThat(client.get(uri).body()).contains(lines.get(0));
        }
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void aFileThatIsNotNdjsonIsRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("records.ndjson"), "{\"Id\":\"a\"}\nnot json\n");
        assertThatThrownBy(
                        () -> SimulatedTenant.start(options().recordsFile(file).build()))
                .hasMessageContaining("not JSON");
        assertThatThrownBy(() -> options().build()).hasMessageContaining("rate");
    }

    @Test
    void theSettingsLeadToTheTenant() throws Exception {
        try (SimulatedTenant tenant = SimulatedTenant.start(options().events(5).build())) {
            assertThat(tenant.settings())
                    .containsEntry("m365.authority-url", tenant.url())
                    .containsEntry("m365.management-url", tenant.url())
                    .containsEntry("m365.tenant-id", tenant.tenantId())
                    .containsKeys("m365.client-id", "m365.client-secret");
            assertThat(Path.of(tenant.settings().get("m365.tls.ca-file"))).hasContent(AUTHORITY.pem());
            assertThat(tenant.certificateSettings())
                    .doesNotContainKey("m365.client-secret")
                    .containsEntry("m365.credential", "certificate");
            assertThat(Files.readString(Path.of(tenant.certificateSettings().get("m365.certificate-file"))))
                    .contains("BEGIN CERTIFICATE")
                    .contains("BEGIN PRIVATE KEY");
        }
    }

    @Test
    void aBlobOfManyMegabytesIsStreamed() throws Exception {
        TenantOptions options = options()
                .events(12_000)
                .scenarios(Scenario.LARGE_BLOB)
                .largeBlobBytes(30_000_000)
                .build();
        try (SimulatedTenant tenant = SimulatedTenant.start(options)) {
            TenantClient client = new TenantClient(tenant);
            client.login();
            long largest = 0;
            for (String type : List.of(
                    "Audit.Exchange", "Audit.General", "Audit.SharePoint", "Audit.AzureActiveDirectory", "DLP.All")) {
                client.start(type);
                for (var descriptor : TenantClient.json(client.get("subscriptions/content?contentType=" + type))) {
                    String body =
                            client.get(descriptor.path("contentUri").asText()).body();
                    largest = Math.max(largest, body.length());
                }
            }
            assertThat(largest).isBetween(20_000_000L, 45_000_000L);
        }
    }

    @Test
    void lateBlobsAppearInsideWindowsThatWereListedBefore() throws Exception {
        TenantOptions options = options()
                .events(500)
                .blobEvents(5)
                .scenarios(Scenario.LATE_BLOBS)
                .build();
        try (SimulatedTenant tenant = SimulatedTenant.start(options)) {
            TenantClient client = new TenantClient(tenant);
            client.login();
            client.start("Audit.Exchange");
            String list = "subscriptions/content?contentType=Audit.Exchange";
            int before = TenantClient.json(client.get(list)).size();
            clock.tick(Duration.ofSeconds(20));
            assertThat(TenantClient.json(client.get(list)).size()).isGreaterThan(before);
        }
    }

    private TenantOptions.Builder options() {
        return TenantOptions.builder().clock(clock).authority(AUTHORITY);
    }
}
