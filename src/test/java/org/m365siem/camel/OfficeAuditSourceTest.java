package org.m365siem.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OfficeAuditSourceTest {
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

    private static Instant ago(long minutes) {
        return Instant.now().minusSeconds(60 * minutes);
    }
}
