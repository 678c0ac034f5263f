package org.m365siem.collect.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.m365siem.TickingClock;

class WholeBodyTest {
    private final TickingClock clock = new TickingClock("2026-11-24T12:00:00Z");

    /** One byte every half a minute, for ever. */
    private final InputStream trickle = new InputStream() {
        @Override
        public int read() {
            clock.tick(Duration.ofSeconds(30));
            return ' ';
        }

        @Override
        public int read(byte[] to, int from, int length) {
            to[from] = (byte) read();
            return 1;
        }
    };

    @Test
    void a_body_is_read_to_its_end_and_none_is_an_empty_one() throws IOException {
        InputStream body = new ByteArrayInputStream("[1]".getBytes(StandardCharsets.UTF_8));
        assertThat(WholeBody.of(body, 3, clock::instant)).hasContent("[1]");
        assertThat(WholeBody.of(null, 3, clock::instant)).isEmpty();
    }

    @Test
    void a_body_that_trickles_fails_after_two_minutes() {
        InputStream body = WholeBody.of(trickle, 1000, clock::instant);
        assertThat(clock.instant()).isBefore("2026-11-24T12:03:00Z");
        assertThatThrownBy(() -> body.readNBytes(10))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("too slowly");
    }

    @Test
    void a_body_that_is_too_long_fails() {
        InputStream body = WholeBody.of(new ByteArrayInputStream(new byte[11]), 10, clock::instant);
        assertThatThrownBy(body::read).isInstanceOf(IOException.class).hasMessageContaining("more than 10 bytes");
    }

    @Test
    void a_listing_that_trickles_holds_up_no_other_call() throws Exception {
        FeedDriver driver = new FeedDriver(java.util.Map.of());
        FeedRun run = driver.feeds.due().get(0);
        assertThat(run.isAsking()).isTrue();
        InputStream asking = new InputStream() {
            @Override
            public int read() throws IOException {
                Thread other = new Thread(() -> {
                    driver.feeds.due();
                    driver.feeds.status();
                });
                other.start();
                try {
                    other.join(10_000);
                } catch (InterruptedException stopped) {
                    throw new IOException(stopped);
                }
                assertThat(other.isAlive())
                        .as("blocked while a listing is read")
                        .isFalse();
                return -1;
            }
        };
        driver.feeds.answered(run, 200, java.util.Map.of(), asking);
        run.ended(null);
    }
}
