package org.m365siem.spool.ids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.TickingClock;

class IdWindowTest {
    private static final int MAX_STAGED = 256 * 10; // hours with ten ids and more get a file of their own

    @TempDir
    Path directory;

    private final TickingClock clock = new TickingClock();
    private IdWindow window;

    @BeforeEach
    void open() {
        window = IdWindow.open(directory, Ids.KEEP, MAX_STAGED, clock);
    }

    @AfterEach
    void close() {
        window.close();
    }

    private static EventIds many(Instant time, String prefix, int count) {
        return Ids.of(time, IntStream.range(0, count).mapToObj(i -> prefix + i).toArray(String[]::new));
    }

    private int unseen(EventIds ids) {
        return window.unseen(ids).cardinality();
    }

    private List<String> files() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void what_was_added_has_been_seen_staged_and_filed() {
        EventIds ids = many(Ids.START, "a", 20);
        assertThat(unseen(ids)).isEqualTo(20);
        assertThat(unseen(ids)).as("asking changes nothing").isEqualTo(20);

        window.add(1, ids);
        assertThat(unseen(ids)).isZero();
        assertThat(window.size()).isEqualTo(20);
        assertThat(window.diskBytes()).isZero();

        assertThat(window.flush(true)).hasValue(1);
        assertThat(unseen(ids)).isZero();
        assertThat(unseen(many(Ids.START, "b", 20))).isEqualTo(20);
        assertThat(window.size()).isEqualTo(20);
        assertThat(window.diskBytes()).isEqualTo(96 + 6 * 8 + 20 * 16 + 16);
    }

    @Test
    void a_second_copy_in_the_same_batch_counts_as_seen() {
        BitSet fresh = window.unseen(Ids.of(Ids.START, "a", "b", "a", "c", "b", "a"));

        assertThat(fresh.stream()).containsExactly(0, 1, 3);
    }

    @Test
    void the_same_id_of_another_tenant_or_source_is_another_event() {
        window.add(1, Ids.of("office365-audit", "t1", Ids.START, "a"));
        window.flush(true);

        assertThat(unseen(Ids.of("office365-audit", "t1", Ids.START, "a"))).isZero();
        assertThat(unseen(Ids.of("office365-audit", "t2", Ids.START, "a"))).isOne();
        assertThat(unseen(Ids.of("entra-signins", "t1", Ids.START, "a"))).isOne();
    }

    @Test
    void a_flush_waits_for_enough_ids_or_for_a_day() {
        window.add(1, many(Ids.START, "a", MAX_STAGED - 1));
        assertThat(window.flush(false)).isEmpty();
        window.add(2, many(Ids.START, "b", 1));
        assertThat(window.flush(false)).hasValue(2);
        assertThat(window.flush(false)).as("nothing new").isEmpty();
        assertThat(window.flush(true)).as("nothing new").isEmpty();

        window.add(3, many(Ids.START, "c", 1));
        assertThat(window.flush(false)).isEmpty();
        clock.tick(Duration.ofDays(1));
        assertThat(window.flush(false)).hasValue(3);
    }

    @Test
    void an_append_without_new_ids_lets_its_row_go() {
        window.add(7, many(Ids.START, "a", 0));

        assertThat(window.flush(false)).hasValue(7);
    }

    @Test
    void a_partition_goes_after_its_last_append_not_its_event_time_and_not_its_last_lookup() {
        Instant longAgo = Instant.parse("2001-01-01T00:00:00Z");
        window.add(1, many(longAgo, "a", 10));
        window.flush(true);
        clock.tick(Duration.ofDays(5));
        window.add(2, many(longAgo, "b", 10));
        window.flush(true);

        clock.tick(Duration.ofDays(8));
        window.expire();
        assertThat(unseen(many(longAgo, "a", 10))).as("its partition lives on").isZero();
        assertThat(unseen(many(longAgo, "b", 10))).isZero();

        clock.tick(Duration.ofMillis(1));
        window.expire();
        assertThat(unseen(many(longAgo, "b", 10))).isEqualTo(10);
        assertThat(window.size()).isZero();
        assertThat(window.diskBytes()).isZero();
        assertThat(files()).isEmpty();
    }

    @Test
    void the_time_of_the_last_append_survives_a_restart_and_a_merge() {
        window.add(1, many(Ids.START, "a", 100));
        window.flush(true);
        clock.tick(Duration.ofDays(2));
        window.add(2, many(Ids.START, "b", 100));
        window.flush(true);
        assertThat(files()).as("merged").hasSize(1);
        window.close();
        clock.tick(Duration.ofDays(7));
        open();

        window.expire();
        assertThat(window.size()).isEqualTo(200);
        clock.tick(Duration.ofDays(1).plusMillis(1));
        window.expire();
        assertThat(window.size()).isZero();
    }

    @Test
    void staged_ids_outlive_an_expiry() {
        window.add(1, many(Ids.START, "a", 10));
        clock.tick(Duration.ofDays(9));
        window.expire();

        assertThat(unseen(many(Ids.START, "a", 10))).isZero();
    }

    @Test
    void odd_event_times_over_decades_share_few_files() {
        int hours = 100_000;
        long sequence = 0;
        for (int from = 0; from < hours; from += 500) {
            window.add(++sequence, oneAnHour(from));
            window.flush(false);
            clock.tick(Duration.ofMinutes(10));
        }
        window.flush(true);

        assertThat(files().size()).isLessThanOrEqualTo(3 * 3);
        assertThat(window.size()).isEqualTo(hours);
        assertThat(window.diskBytes()).isLessThan(24L * hours);
        for (int from = 0; from < hours; from += 500) {
            assertThat(unseen(oneAnHour(from))).isZero();
        }
    }

    private static EventIds oneAnHour(int from) {
        long[] columns = new long[3 * 500];
        for (int i = 0; i < 500; i++) {
            EventIds id = Ids.of(Ids.START, "x" + (from + i));
            columns[3 * i] = id.high(0);
            columns[3 * i + 1] = id.low(0);
            columns[3 * i + 2] = id.hour(0) - 50_000 + from + i;
        }
        return Ids.raw(columns);
    }

    @Test
    void many_small_flushes_leave_three_files_a_shelf() {
        for (int i = 0; i < 200; i++) {
            window.add(i, many(Ids.START, "a" + i + "-", 10 + i % 7));
            window.add(i, many(Ids.START.plusSeconds(3600), "b" + i + "-", 3));
            window.flush(true);
        }

        assertThat(files()).hasSizeLessThanOrEqualTo(6);
        assertThat(unseen(many(Ids.START, "a0-", 10))).isZero();
        assertThat(unseen(many(Ids.START, "a199-", 10))).isZero();
        assertThat(unseen(many(Ids.START.plusSeconds(3600), "b77-", 3))).isZero();
    }

    @Test
    void an_append_out_of_order_is_refused() {
        window.add(5, many(Ids.START, "a", 1));

        assertThatThrownBy(() -> window.add(4, many(Ids.START, "b", 1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void after_closing_it_answers_nothing() {
        window.close();

        assertThatThrownBy(() -> unseen(many(Ids.START, "a", 1))).isInstanceOf(IllegalStateException.class);
    }
}
