package org.m365siem.collect.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogLimitTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private final LogLimit limit = new LogLimit();

    @Test
    void a_sentence_comes_once_a_minute_whatever_its_numbers() {
        assertThat(limit.admits("HTTP 500 AF50000; content 2026$a1", NOW)).isTrue();
        assertThat(limit.admits("HTTP 500 AF50006; content 2026$a2", NOW.plusSeconds(59)))
                .isFalse();
        assertThat(limit.admits("HTTP 503", NOW.plusSeconds(59))).isTrue();
        assertThat(limit.admits("HTTP 500 AF50000; content 2026$a3", NOW.plusSeconds(60)))
                .isTrue();
    }

    @Test
    void of_many_lost_contents_five_get_a_line_and_the_others_are_named_together() {
        int single = 0;
        for (int i = 0; i < 250; i++) {
            single += limit.admits("lost", "content" + i, NOW.plusMillis(i)) ? 1 : 0;
        }
        assertThat(single).isEqualTo(5);
        assertThat(limit.due(NOW.plusSeconds(59))).isEmpty();
        List<String> lines = limit.due(NOW.plusSeconds(60));
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("lost: 100 more contents in the last minute: content5, content6, ");
        assertThat(lines.get(2)).startsWith("lost: 45 more").endsWith(", content249");
        assertThat(limit.due(NOW.plusSeconds(200))).isEmpty();
        assertThat(limit.admits("lost", "another", NOW.plusSeconds(200))).isTrue();
    }
}
