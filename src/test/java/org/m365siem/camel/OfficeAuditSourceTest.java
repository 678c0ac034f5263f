package org.m365siem.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.m365siem.camel.FakeTenant.Canned;
import org.m365siem.camel.FakeTenant.Stored;
import org.m365siem.collect.FeedKey;
import org.m365siem.collect.FeedStatus;
import org.m365siem.spool.SpoolRefusedException;

class OfficeAuditSourceTest {
    private static final Duration TEN = Duration.ofSeconds(20);
    private static final Canned NO_CONSENT = Canned.of(401, "{\"error\":{\"code\":\"AF10001\",\"message\":\"x\"}}");
    private static final Map<String, String> GENERAL = Map.of("contentTypes", "Audit.General");

    private final MemoryCursors cursors = new MemoryCursors();
    private FakeTenant tenant;

    @BeforeEach
    void serve() throws Exception {
        tenant = new FakeTenant();
    }

    @AfterEach
    void stop() {
        tenant.close();
    }

    @Test
    void all_pages_and_blobs_arrive_once() throws Exception {
        tenant.pageSize = 3;
        for (int i = 0; i < 10; i++) {
            tenant.put("Audit.Exchange", "2026$a" + i + "$audit", ago(60 - i), 1200);
            tenant.put("DLP.All", "2026$d" + i + "$dlp", ago(60 - i), 3);
        }
        try (AuditRoute route = new AuditRoute(tenant, cursors, Map.of()).start()) {
            await().atMost(Duration.ofSeconds(20)).until(() -> route.ids.size() >= 10 * 1203);
            await().atMost(Duration.ofSeconds(10)).until(() -> tenant.count("contentType=DLP.All&startTime") >= 3);
            assertThat(route.ids).hasSize(12030).doesNotHaveDuplicates();
            assertThat(tenant.count("/audit/")).isEqualTo(20);
        }
    }

    @Test
    void a_listing_that_overlaps_fetches_no_blob_again_and_late_blobs_arrive() throws Exception {
        tenant.put("Audit.General", "one$g", ago(90), 2);
        try (AuditRoute route = new AuditRoute(tenant, cursors, GENERAL).start()) {
            await().atMost(TEN).until(() -> route.ids.size() == 2);
            tenant.put("Audit.General", "late$g", ago(100), 3);
            await().atMost(TEN).until(() -> route.ids.size() == 5);
            long listings = tenant.count("/content");
            await().atMost(TEN).until(() -> tenant.count("/content") > listings + 2);
            assertThat(tenant.count("/audit/one$g?")).isEqualTo(1);
            assertThat(tenant.count("/audit/late$g?")).isEqualTo(1);
        }
    }

    @Test
    void never_more_than_eight_blobs_at_once_over_all_content_types() throws Exception {
        tenant.blobMillis = 60;
        for (int i = 0; i < 20; i++) {
            tenant.put("Audit.Exchange", "x" + i, ago(50), 1);
            tenant.put("Audit.General", "g" + i, ago(50), 1);
            tenant.put("DLP.All", "d" + i, ago(50), 1);
        }
        try (AuditRoute route = new AuditRoute(tenant, cursors, Map.of()).start()) {
            await().atMost(TEN).until(() -> route.ids.size() == 60);
        }
        assertThat(tenant.mostAtOnce.get()).isBetween(5, 8);
    }

    @Test
    void blobs_that_trickle_hold_up_neither_the_listings_nor_the_blobs_of_other_types() throws Exception {
        tenant.trickling = "slow";
        for (int i = 0; i < 7; i++) {
            tenant.put("Audit.General", "slow" + i, ago(50), 1_000);
        }
        try (AuditRoute route = new AuditRoute(tenant, cursors, Map.of()).start()) {
            await().atMost(TEN).until(() -> tenant.count("/audit/slow") == 7);
            for (int i = 0; i < 20; i++) {
                tenant.put("Audit.Exchange", "x" + i, ago(50), 1);
                tenant.put("Audit.General", "g" + i, ago(50), 1);
            }
            await().atMost(TEN).until(() -> route.ids.size() == 40);
            tenant.endTrickle();
        }
    }

    @Test
    void eight_blobs_that_trickle_do_not_hold_up_listings() throws Exception {
        tenant.trickling = "slow";
        for (int i = 0; i < 12; i++) {
            tenant.put("Audit.General", "slow" + i, ago(50), 1_000);
        }
        try (AuditRoute route = new AuditRoute(tenant, cursors, Map.of()).start()) {
            await().atMost(TEN).until(() -> tenant.count("/audit/slow") == 8);
            long listed = tenant.count("/content?");
            await().atMost(TEN).until(() -> tenant.count("/content?") >= listed + 15);
            tenant.endTrickle();
        }
    }

    @Test
    void a_listing_that_trickles_does_not_hold_up_other_types() throws Exception {
        tenant.tricklingRequest = "content?contentType=Audit.General";
        for (int i = 0; i < 5; i++) {
            tenant.put("Audit.General", "general" + i, ago(50), 1);
        }
        tenant.put("Audit.Exchange", "one$e", ago(50), 1);
        try (AuditRoute route = new AuditRoute(tenant, cursors, Map.of()).start()) {
            await().atMost(TEN).until(() -> route.ids.contains("one$e-0"));
            long listed = tenant.count("content?contentType=Audit.Exchange");
            await().atMost(TEN).until(() -> tenant.count("content?contentType=Audit.Exchange") >= listed + 3);
            tenant.put("Audit.Exchange", "two$e", ago(50), 1);
            await().atMost(TEN).until(() -> route.ids.contains("two$e-0"));
            assertThat(tenant.count("content?contentType=Audit.General")).isEqualTo(1);
            tenant.endTrickle();
        }
    }

    @Test
    void the_timer_is_named_after_its_tenant() throws Exception {
        try (AuditRoute route = new AuditRoute(tenant, cursors, GENERAL).start()) {
            assertThat(route.context.getEndpoints())
                    .anyMatch(at -> at.getEndpointUri().startsWith("timer://office365-audit-" + FakeTenant.ID));
        }
    }

    @Test
    void a_restart_goes_on_where_the_cursor_says() throws Exception {
        tenant.put("Audit.General", "one$g", ago(60), 2);
        try (AuditRoute route = new AuditRoute(tenant, cursors, GENERAL).start()) {
            await().atMost(TEN)
                    .until(() -> route.ids.size() == 2 && state().position() != null && state().openItems() == 0);
        }
        tenant.put("Audit.General", "two$g", ago(0), 1);
        try (AuditRoute route = new AuditRoute(tenant, cursors, GENERAL).start()) {
            await().atMost(TEN).until(() -> route.ids.size() == 1);
            assertThat(route.ids).containsExactly("two$g-0");
        }
        assertThat(tenant.count("/audit/one$g?")).isEqualTo(1);
    }

    @Test
    void a_body_that_breaks_off_is_fetched_again_and_its_first_records_are_not_held_back() throws Exception {
        tenant.put("Audit.General", "one$g", ago(60), 2000);
        String whole = tenant.blobs.get(0).body();
        int middle = whole.indexOf("{\"Id\":\"one$g-1000\"");
        tenant.next("/audit/one$g?", new Canned(200, Map.of(), whole.substring(0, middle), true));
        try (AuditRoute route = new AuditRoute(tenant, cursors, GENERAL).start()) {
            await().atMost(TEN).until(() -> route.ids.size() >= 3000);
            assertThat(route.ids).hasSize(3000);
            assertThat(route.ids.subList(0, 1000)).doesNotHaveDuplicates();
            await().atMost(TEN).until(() -> state().openItems() == 0 && state().lastError() == null);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            500||
            503||
            408||
            200||<html><body>Sign in</body></html>
            200||{"value":[]}
            200||
            404||not here
            403|Retry-After: 1|{'error':{'code':'AF429','message':'Too many requests. Method=GetBlob, PublisherId=x'}}
            429|Retry-After: 1|
            429|Retry-After: 0|{"error":{"code":"AF429"}}
            302|Location: http://127.0.0.1:1/|
            400||{"error":{"code":"AF50000","message":"internal"}}
            """)
    void whatever_a_blob_answers_first_it_arrives_in_the_end(int status, String header, String body) throws Exception {
        tenant.put("Audit.General", "one$g", ago(60), 2);
        tenant.next("/audit/one$g?", canned(status, header, body));
        try (AuditRoute route = new AuditRoute(tenant, cursors, GENERAL).start()) {
            await().atMost(TEN).until(() -> route.ids.size() == 2);
            await().atMost(TEN).until(() -> state().openItems() == 0);
            assertThat(state().lost()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            500||
            200||<html><body>Sign in</body></html>
            200||{"error":"an object"}
            200||[{"contentId":"cut
            400||{"error":{"code":"AF20022","message":"no subscription"}}
            400||{"error":{"code":"AF20023","message":"disabled"}}
            400||{"error":{"code":"AF20030","message":"window"}}
            400||{"error":{"code":"AF20031","message":"nextPage"}}
            400||{"error":{"code":"AF20055","message":"window"}}
            403||{"error":{"code":"429","message":"Too many. Please retry again after 0m 1s"}}
            """)
    void whatever_a_listing_answers_first_nothing_is_missed(int status, String header, String body) throws Exception {
        tenant.put("Audit.General", "one$g", ago(60), 2);
        tenant.next("/content", canned(status, header, body));
        try (AuditRoute route = new AuditRoute(tenant, cursors, GENERAL).start()) {
            await().atMost(TEN).until(() -> route.ids.size() == 2);
            await().atMost(TEN).until(() -> state().lastError() == null);
        }
    }

    @Test
    void a_content_address_on_another_host_is_not_followed_but_fetched_by_its_id() throws Exception {
        Stored one = new Stored(
                "Audit.General",
                "celid$aad$1",
                ago(30),
                "[{\"Id\":\"a\"}]",
                "http://localhost/celbroken1/activity/feed/audit/celid$aad$1");
        tenant.blobs.add(one);
        try (AuditRoute route = new AuditRoute(tenant, cursors, GENERAL).start()) {
            await().atMost(TEN).until(() -> route.ids.contains("a"));
        }
    }

    @Test
    void a_full_spool_pauses_the_feed_and_nothing_is_lost() throws Exception {
        tenant.put("Audit.General", "one$g", ago(60), 2);
        AtomicInteger refusals = new AtomicInteger(2);
        try (AuditRoute route = new AuditRoute(tenant, cursors, GENERAL)) {
            route.sink = batch -> {
                if (refusals.getAndDecrement() > 0) {
                    throw new SpoolRefusedException("the quota is reached", null);
                }
            };
            route.start();
            await().atMost(TEN).until(() -> route.ids.size() == 2);
            assertThat(tenant.count("/audit/one$g?")).isEqualTo(3);
            assertThat(state().lost()).isEmpty();
        }
    }

    @Test
    void a_type_that_is_refused_does_not_hold_up_the_others() throws Exception {
        tenant.put("Audit.General", "one$g", ago(60), 2);
        tenant.put("Audit.Exchange", "one$e", ago(60), 2);
        tenant.next("start?contentType=DLP.All", NO_CONSENT, NO_CONSENT);
        try (AuditRoute route = new AuditRoute(
                        tenant, cursors, Map.of("contentTypes", "Audit.General,Audit.Exchange,DLP.All"))
                .start()) {
            await().atMost(TEN).until(() -> route.ids.size() == 4);
            await().atMost(TEN).until(() -> state("DLP.All").lastError() != null);
            FeedStatus refused = cursors.status.get(new FeedKey("office365-audit", FakeTenant.ID, "DLP.All"));
            assertThat(refused.state()).isEqualTo("refused");
            assertThat(refused.lastError()).contains("AF10001", "consent");
            assertThat(refused.notBefore()).isAfter(Instant.now().plusSeconds(60));
        }
    }

    @Test
    void a_blob_is_read_as_a_stream_while_it_is_still_being_sent() throws Exception {
        tenant.put("Audit.General", "big$g", ago(60), 50_000);
        AtomicInteger most = new AtomicInteger();
        try (AuditRoute route = new AuditRoute(tenant, cursors, GENERAL)) {
            route.sink = batch -> most.accumulateAndGet(batch.size(), Math::max);
            route.start();
            await().atMost(TEN).until(() -> route.ids.size() == 50_000);
        }
        assertThat(most.get()).isEqualTo(500);
        assertThat(tenant.count("/audit/")).isEqualTo(1);
    }

    @Test
    void a_route_that_hides_a_failure_does_not_get_a_blob_counted_as_done() throws Exception {
        tenant.put("Audit.General", "one$g", ago(60), 1);
        try (AuditRoute route = new AuditRoute(tenant, cursors, GENERAL)) {
            AtomicInteger failures = new AtomicInteger(2);
            route.hiding = true;
            route.sink = batch -> {
                if (failures.getAndDecrement() > 0) {
                    throw new IllegalStateException("hidden by the route");
                }
            };
            route.start();
            await().atMost(TEN).until(() -> route.ids.size() == 1);
            assertThat(tenant.count("/audit/one$g?")).isEqualTo(3);
        }
    }

    @Test
    void a_stopping_route_does_not_read_the_whole_backlog() throws Exception {
        tenant.blobMillis = 50;
        for (int i = 0; i < 2000; i++) {
            tenant.put("Audit.General", "g" + i, ago(50), 1);
        }
        long stopped;
        try (AuditRoute route = new AuditRoute(tenant, cursors, GENERAL).start()) {
            await().atMost(TEN).until(() -> route.ids.size() >= 20);
            stopped = System.nanoTime();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isLessThan(Duration.ofSeconds(8));
        assertThat(state().openItems()).isPositive();
    }

    private FeedStatus state() {
        return state("Audit.General");
    }

    private FeedStatus state(String feed) {
        FeedStatus status = cursors.status.get(new FeedKey("office365-audit", FakeTenant.ID, feed));
        return status == null ? new FeedStatus("", null, 0, null, null, null, Map.of()) : status;
    }

    private static Canned canned(int status, String header, String body) {
        Map<String, String> headers = header == null ? Map.of() : Map.of(header.split(": ")[0], header.split(": ")[1]);
        return new Canned(status, headers, body == null ? "" : body, false);
    }

    private static Instant ago(long minutes) {
        return Instant.now().minusSeconds(60 * minutes);
    }
}
