package org.m365siem.simulator.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.m365siem.simulator.tenant.TenantClient.code;
import static org.m365siem.simulator.tenant.TenantClient.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.m365siem.TickingClock;
import org.m365siem.simulator.CertificateAuthority;

class ActivityApiTest {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create(java.time.Clock.systemUTC());

    private final TickingClock clock = new TickingClock(Instant.now());
    private SimulatedTenant tenant;
    private TenantClient client;

    @BeforeEach
    void startTenant() throws Exception {
        use(TenantOptions.builder().events(2_000).pageSize(10));
    }

    private void use(TenantOptions.Builder options) throws Exception {
        if (tenant != null) {
            tenant.close();
        }
        tenant = SimulatedTenant.start(options.clock(clock).authority(AUTHORITY).build());
        client = new TenantClient(tenant);
        client.login();
        client.start("Audit.Exchange");
    }

    @AfterEach
    void stopTenant() {
        tenant.close();
    }

    @Test
    void windowsAreHeldToTheRules() throws Exception {
        assertThat(codeOf(hours(-2), hours(0))).isEmpty();
        assertThat(codeOf(hours(-24), hours(0))).isEmpty();
        assertThat(codeOf(hours(-1), hours(3))).isEmpty();
        assertThat(codeOf(hours(-25), hours(0))).isEqualTo("AF20030");
        assertThat(codeOf(hours(-2), null)).isEqualTo("AF20030");
        assertThat(codeOf(null, hours(-2))).isEqualTo("AF20030");
        assertThat(codeOf(hours(-1), hours(-1))).isEqualTo("AF20055");
        assertThat(codeOf(hours(-1), hours(-2))).isEqualTo("AF20055");
        assertThat(codeOf(hours(-169), hours(-160))).isEqualTo("AF20055");
        assertThat(codeOf(hours(-168), hours(-160))).isEmpty();
        assertThat(codeOf(hours(-2) + "Z", hours(0))).isEqualTo("AF20002");
        assertThat(codeOf(hours(-2) + ".000", hours(0))).isEqualTo("AF20002");
        assertThat(codeOf("2026-13-01", hours(0))).isEqualTo("AF20002");
        String day = hours(-3).substring(0, 10);
        assertThat(codeOf(day, day + "T23:59")).isEmpty();
        assertThat(code(client.get(content("Audit.Exchange")))).isEmpty();
    }

    @Test
    void parametersAndPathsAreChecked() throws Exception {
        assertThat(code(client.get("subscriptions/content?PublisherIdentifier=p")))
                .isEqualTo("AF20001");
        assertThat(code(client.get(content("Audit.Nothing")))).isEqualTo("AF20020");
        assertThat(code(client.get(content("Audit.General")))).isEqualTo("AF20022");
        assertThat(code(client.get("audit/nonsense"))).isEqualTo("AF20052");
        String unknown = "20260301100112000000001$20260301100140000000002$audit_general$Audit_General$emea0001";
        HttpResponse<String> absent = client.get("audit/" + unknown);
        assertThat(absent.statusCode()).isEqualTo(404);
        assertThat(code(absent)).isEqualTo("AF20050");
        assertThat(client.get("subscriptions/nothing").statusCode()).isEqualTo(404);
        assertThat(code(client.get(tenant.url() + "/api/v1.0/contoso/activity/feed/subscriptions/list")))
                .isEqualTo("AF20013");
        String other = "33333333-2222-3333-4444-555555555555";
        assertThat(code(client.get(tenant.url() + "/api/v1.0/" + other + "/activity/feed/subscriptions/list")))
                .isEqualTo("AF20010");
    }

    @Test
    void onlyATokenForThisApiIsTaken() throws Exception {
        client.use("nonsense");
        assertThat(client.get("subscriptions/list").statusCode()).isEqualTo(401);
        HttpResponse<String> graph = client.post(
                "/" + tenant.tenantId() + "/oauth2/v2.0/token",
                Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        tenant.clientId(),
                        "client_secret",
                        tenant.clientSecret(),
                        "scope",
                        "https://graph.microsoft.com/.default"));
        client.use(json(graph).path("access_token").asText());
        assertThat(client.get("subscriptions/list").statusCode()).isEqualTo(401);
        client.login();
        assertThat(client.get("subscriptions/list").statusCode()).isEqualTo(200);
        tenant.revokeTokens();
        assertThat(client.get("subscriptions/list").statusCode()).isEqualTo(401);
    }

    @Test
    void subscriptionsAreStartedListedAndStopped() throws Exception {
        HttpResponse<String> started = client.start("Audit.General");
        assertThat(json(started))
                .isEqualTo(TenantClient.JSON.readTree(
                        "{\"contentType\":\"Audit.General\",\"status\":\"enabled\",\"webhook\":null}"));
        assertThat(code(client.start("Audit.General"))).isEqualTo("AF20024");
        assertThat(json(client.get("subscriptions/list"))).hasSize(2);
        assertThat(client.stop("Audit.General").statusCode()).isEqualTo(200);
        assertThat(json(client.get("subscriptions/list"))).hasSize(1);
        assertThat(code(client.start("Audit.General", "{\"webhook\":{\"address\":\"https://x.example/\"}}")))
                .isEqualTo("AF20021");
        assertThat(code(client.start(
                        "Audit.General", "{\"webhook\":{\"address\":\"\",\"expiration\":\"2020-01-01T00:00:00Z\"}}")))
                .isEqualTo("AF20003");
        assertThat(client.get("subscriptions/notifications?contentType=Audit.Exchange&PublisherIdentifier=p")
                        .body())
                .isEqualTo("[]");
    }

    @Test
    void sensitiveTypesTakeExactlyOneLanguage() throws Exception {
        assertThat(json(client.get("resources/dlpSensitiveTypes"))).hasSize(2);
        assertThat(code(inLanguage("de-DE, en-US"))).isEqualTo("AF20053");
        assertThat(code(inLanguage("not a language"))).isEqualTo("AF20054");
        assertThat(inLanguage("de-DE").body()).contains("Kreditkartennummer");
    }

    private HttpResponse<String> inLanguage(String language) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(client.feed() + "/resources/dlpSensitiveTypes"))
                .header("Authorization", "Bearer " + token())
                .header("Accept-Language", language));
    }

    private String token() throws Exception {
        return json(client.login()).path("access_token").asText();
    }

    @Test
    void pagesFollowEachOtherByTheHeaderAndTheReportKnowsIt() throws Exception {
        Set<String> ids = new HashSet<>();
        int pages = 0;
        String next = window("Audit.Exchange", hours(-24), hours(0));
        while (next != null) {
            HttpResponse<String> page = client.get(next);
            JsonNode descriptors = json(page);
            assertThat(descriptors.size()).isBetween(1, 10);
            for (JsonNode descriptor : descriptors) {
                ids.add(descriptor.path("contentId").asText());
                assertThat(descriptor.path("contentUri").asText())
                        .isEqualTo(client.feed() + "/audit/"
                                + descriptor.path("contentId").asText());
                Instant created =
                        Instant.parse(descriptor.path("contentCreated").asText());
                assertThat(Instant.parse(descriptor.path("contentExpiration").asText()))
                        .isEqualTo(created.plus(Duration.ofDays(7)));
            }
            pages++;
            next = page.headers().firstValue("NextPageUri").orElse(null);
        }
        assertThat(ids).hasSize(30);
        assertThat(pages).isEqualTo(3);
        TenantReport report = tenant.report();
        assertThat(report.pagesOnce()).isEqualTo(2);
        assertThat(report.pagesNever()).isZero();
        assertThat(report.remarks()).containsEntry("requests without PublisherIdentifier", 2L);
        assertThat(code(client.get(content("Audit.Exchange") + "&nextPage=abc")))
                .isEqualTo("AF20031");
    }

    @Test
    void aBlobIsServedAgainUntilItExpires() throws Exception {
        JsonNode first =
                json(client.get(window("Audit.Exchange", hours(-24), hours(0)))).path(0);
        String uri = first.path("contentUri").asText();
        HttpResponse<String> blob = client.get(uri);
        assertThat(json(blob).isArray()).isTrue();
        assertThat(client.get(uri).body()).isEqualTo(blob.body());
        for (JsonNode record : json(blob)) {
            assertThat(tenant.report()
                            .served()
                            .contains(tenant.number(record.path("Id").asText())))
                    .isTrue();
        }
        clock.tick(Duration.ofDays(7));
        client.login();
        assertThat(code(client.get(uri))).isEqualTo("AF20051");
        assertThat(tenant.report().fetchedAgain()).isEqualTo(1);
    }

    @Test
    void bodiesAreCompressedOnRequest() throws Exception {
        String uri = json(client.get(window("Audit.Exchange", hours(-24), hours(0))))
                .path(0)
                .path("contentUri")
                .asText();
        HttpResponse<byte[]> answer = client.http()
                .send(
                        HttpRequest.newBuilder(URI.create(uri))
                                .header("Authorization", "Bearer " + token())
                                .header("Accept-Encoding", "gzip")
                                .build(),
                        BodyHandlers.ofByteArray());
        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
        assertThat(new String(plain, java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(client.get(uri).body());
    }

    @Test
    void tooManyRequestsInAMinuteAreRefusedWithStatus403() throws Exception {
        use(TenantOptions.builder().events(100).requestsPerMinute(5));
        for (int i = 0; i < 4; i++) {
            assertThat(client.get("subscriptions/list").statusCode()).isEqualTo(200);
        }
        HttpResponse<String> refused = client.get("subscriptions/list");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(code(refused)).isEqualTo("AF429");
        clock.tick(Duration.ofSeconds(60));
        assertThat(client.get("subscriptions/list").statusCode()).isEqualTo(200);
    }

    @Test
    void recordsAppearAtTheirRate() throws Exception {
        use(TenantOptions.builder().rate(10).blobEvents(10));
        assertThat(tenant.report().records()).isZero();
        clock.tick(Duration.ofSeconds(100));
        assertThat(tenant.report().records()).isBetween(980L, 1_000L);
        assertThat(tenant.isDrained()).isFalse();
    }

    @Test
    void theDateHeaderIsTheServicesTime() throws Exception {
        use(TenantOptions.builder().events(100).scenarios(Scenario.CLOCK_SKEW));
        Instant date = DateTimeFormatter.RFC_1123_DATE_TIME.parse(
                client.get("subscriptions/list").headers().firstValue("Date").orElseThrow(), Instant::from);
        assertThat(Duration.between(date, clock.instant()).toMinutes()).isEqualTo(20);
    }

    @Test
    void gapsOverlapsAndForeignHostsAreReported() throws Exception {
        client.get(window("Audit.Exchange", hours(-10), hours(-8)));
        client.get(window("Audit.Exchange", hours(-9), hours(-7)));
        client.get(window("Audit.Exchange", hours(-6), hours(-5)));
        var windows = tenant.report().windows().get("Audit.Exchange");
        assertThat(windows.windows()).isEqualTo(3);
        assertThat(windows.overlapping()).isEqualTo(1);
        assertThat(windows.gaps()).containsExactly("[" + hours(-7) + "Z, " + hours(-6) + "Z)");
        assertThat(client.get(tenant.url().replace("localhost", "127.0.0.1") + "/api/v1.0/x")
                        .statusCode())
                .isEqualTo(421);
        assertThat(tenant.report().remarks()).containsKey("tokens sent to a host that is not this tenant's");
        assertThat(tenant.report().text()).contains("seed 1, scenario healthy").contains("1 gaps");
    }

    private String codeOf(String start, String end) throws Exception {
        return code(client.get(window("Audit.Exchange", start, end)));
    }

    private static String content(String type) {
        return "subscriptions/content?contentType=" + type + "&PublisherIdentifier=p";
    }

    private static String window(String type, String start, String end) {
        return content(type) + (start == null ? "" : "&startTime=" + start) + (end == null ? "" : "&endTime=" + end);
    }

    private String hours(int fromNow) {
        return FORM.format(clock.instant().plus(Duration.ofHours(fromNow)));
    }
}
