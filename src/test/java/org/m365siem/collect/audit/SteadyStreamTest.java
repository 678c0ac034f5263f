package org.m365siem.collect.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.m365siem.TickingClock;

class SteadyStreamTest {
    private final TickingClock clock = new TickingClock("2026-11-24T12:00:00Z");

    /** A body that gives so many bytes every second. */
    private SteadyStream body(int bytesASecond, int tries) {
        InputStream trickle = new InputStream() {
            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] to, int from, int length) {
                clock.tick(Duration.ofSeconds(1));
                return Math.min(bytesASecond, length);
            }
        };
        return new SteadyStream(trickle, tries, clock::instant);
    }

    private static int secondsUntilItEnds(SteadyStream body) {
        int reads = 0;
        try {
            while (reads < 3_600) {
                body.read(new byte[8_192], 0, 8_192);
                reads++;
            }
        } catch (IOException slow) {
            assertThat(slow).hasMessageMatching("the content comes too slowly: \\d+ bytes in \\d+ s");
        }
        return reads;
    }

    @Test
    void a_body_that_trickles_is_ended_after_two_minutes_and_one_that_flows_never() {
        assertThat(secondsUntilItEnds(body(1, 0))).isEqualTo(119);
        assertThat(secondsUntilItEnds(body(500, 0))).isEqualTo(119);
        assertThat(secondsUntilItEnds(body(600, 0))).isEqualTo(3_600);
    }

    @Test
    void each_try_is_given_more_time_so_that_a_slow_line_gets_through_at_last() {
        assertThat(secondsUntilItEnds(body(300, 1))).isEqualTo(3_600);
        assertThat(secondsUntilItEnds(body(1, 4))).isEqualTo(599);
    }

    @Test
    void time_that_the_reader_takes_for_itself_does_not_count() throws IOException {
        SteadyStream body = body(10, 0);
        for (int i = 0; i < 100; i++) {
            clock.tick(Duration.ofMinutes(10));
            assertThat(body.read(new byte[100], 0, 100)).isEqualTo(10);
        }
    }

    @Test
    void a_short_body_may_end_whenever_it_likes() throws IOException {
        InputStream slowEnd = new InputStream() {
            @Override
            public int read() {
                clock.tick(Duration.ofMinutes(3));
                return -1;
            }
        };
        assertThat(new SteadyStream(slowEnd, 0, clock::instant).read()).isEqualTo(-1);
    }
}
