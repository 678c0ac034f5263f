package org.m365siem.spool.ids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.TickingClock;

/** What a crash, a failing disk or a hand can leave behind. */
class IdWindowCrashTest {
    private static final int MAX_STAGED = 256;

    @TempDir
    Path directory;

    private final TickingClock clock = new TickingClock();

    private IdWindow open() {
        return IdWindow.open(directory, Ids.KEEP, MAX_STAGED, clock);
    }

    private static EventIds some(String prefix, int count) {
        return Ids.of(
                Ids.START, IntStream.range(0, count).mapToObj(i -> prefix + i).toArray(String[]::new));
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Path flushed(EventIds ids) {
        try (IdWindow window = open()) {
            window.add(1, ids);
            assertThat(window.flush(true)).hasValue(1);
        }
        assertThat(files()).hasSize(1);
        return files().get(0);
    }

    @Test
    void a_file_cut_off_before_its_renaming_goes_and_the_rows_bring_its_ids_back() throws IOException {
        EventIds ids = some("a", 100);
        Path file = flushed(ids);
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.write(temporary, Arrays.copyOf(Files.readAllBytes(file), 700));
        Files.delete(file);

        try (IdWindow window = open()) {
            assertThat(files()).isEmpty();
            window.add(1, ids);
            assertThat(window.unseen(ids).cardinality()).isZero();
            assertThat(window.flush(true)).hasValue(1);
        }
    }

    @Test
    void rows_left_after_a_flush_are_recognised() {
        EventIds ids = some("a", 100);
        flushed(ids);

        try (IdWindow window = open()) {
            window.add(1, ids);
            window.add(2, some("b", 5));
            assertThat(window.size()).isEqualTo(105);
            assertThat(window.flush(true)).hasValue(2);
            assertThat(window.size()).isEqualTo(105);
        }
    }

    @Test
    void rows_that_are_all_in_files_may_leave_at_once() {
        EventIds ids = some("a", 100);
        flushed(ids);

        try (IdWindow window = open()) {
            window.add(1, ids);
            assertThat(window.flush(false)).hasValue(1);
        }
    }

    @Test
    void files_that_a_merge_replaced_are_deleted_at_the_next_start() throws IOException {
        Path first = flushed(some("a", 100));
        Path saved = directory.resolve("saved");
        Files.copy(first, saved);
        try (IdWindow window = open()) {
            window.add(2, some("b", 100));
            window.flush(true);
        }
        Files.move(saved, first, StandardCopyOption.REPLACE_EXISTING);
        assertThat(files()).hasSize(2);

        try (IdWindow window = open()) {
            assertThat(window.size()).isEqualTo(200);
            assertThat(files()).hasSize(1);
            assertThat(window.unseen(some("a", 100)).cardinality()).isZero();
            assertThat(window.unseen(some("b", 100)).cardinality()).isZero();
        }
    }

    @Test
    void a_finished_file_that_was_cut_off_stops_the_start_with_its_name() throws IOException {
        Path file = flushed(some("a", 100));
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 50, 96, 112, 96 + 22 * 8 + 16 * 50, whole.length - 16, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(this::open)
                    .as("%s bytes", length)
                    .isInstanceOf(DamagedIdsException.class)
                    .hasMessageContaining(file.toAbsolutePath().toString())
                    .hasMessageContaining("restore it from a backup, or move it");
        }
    }

    @Test
    void every_changed_bit_is_noticed_before_a_wrong_answer() throws IOException {
        EventIds ids = some("a", 100);
        Path file = flushed(ids);
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at++) {
            boolean padding = at >= 92 && at < 96;
            byte[] changed = whole.clone();
            changed[at] ^= 0x10;
            Files.write(file, changed);
            if (!padding) {
                assertThatThrownBy(() -> askAll(ids))
                        .as("byte %s", at)
                        .isInstanceOf(DamagedIdsException.class)
                        .hasMessageContaining(file.toAbsolutePath().toString());
            }
        }
    }

    private void askAll(EventIds ids) {
        try (IdWindow window = open()) {
            window.unseen(ids);
        }
    }

    @Test
    void a_merge_does_not_pass_damage_on() throws IOException {
        Path file = flushed(some("a", 100));
        byte[] changed = Files.readAllBytes(file);
        changed[400] ^= 1;
        Files.write(file, changed);

        try (IdWindow window = open()) {
            window.add(2, some("b", 100));
            assertThatThrownBy(() -> window.flush(true)).isInstanceOf(DamagedIdsException.class);
            assertThat(files()).containsExactly(file);
        }
    }

    @Test
    void a_file_under_a_strange_or_a_wrong_name_stops_the_start() throws IOException {
        Path file = flushed(some("a", 100));
        Path other = directory.resolve("h1.1-1.ids");
        Files.move(file, other);
        assertThatThrownBy(this::open)
                .isInstanceOf(DamagedIdsException.class)
                .hasMessageContaining("it was written as " + file.getFileName());

        Files.move(other, directory.resolve("copy.ids"));
        assertThatThrownBy(this::open).isInstanceOf(DamagedIdsException.class).hasMessageContaining("its name");
    }

    @Test
    void when_the_disk_refuses_nothing_is_forgotten_and_the_next_flush_goes_on() throws IOException {
        try (IdWindow window = open()) {
            window.add(1, some("a", 100));
            EventIds later = Ids.of(Ids.START.plusSeconds(7200), "x", "y");
            window.add(2, later);
            // the later hour is written first; the other then meets a directory where its temporary file would be
            String hour = "h" + some("a", 1).hour(0);
            Path obstacle = Files.createDirectories(directory.resolve(hour + ".2-2.ids.tmp/full"));

            assertThatThrownBy(() -> window.flush(true)).isInstanceOf(UncheckedIOException.class);
            assertThat(window.size()).isEqualTo(102);
            assertThat(window.unseen(some("a", 100)).cardinality()).isZero();
            assertThat(window.unseen(later).cardinality()).isZero();

            Files.delete(obstacle);
            Files.delete(obstacle.getParent());
            assertThat(window.flush(true)).hasValue(2);
            assertThat(window.size()).isEqualTo(102);
            assertThat(window.unseen(some("a", 100)).cardinality()).isZero();
        }
    }

    @Test
    void an_interrupted_thread_damages_and_forgets_nothing() {
        EventIds ids = some("a", 100);
        flushed(ids);
        try (IdWindow window = open()) {
            window.add(2, some("b", 100));
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> window.unseen(ids)).isInstanceOf(UncheckedIOException.class);
            assertThatThrownBy(() -> window.flush(true)).isInstanceOf(UncheckedIOException.class);
            assertThat(Thread.interrupted()).isTrue();

            assertThat(window.unseen(ids).cardinality()).isZero();
            assertThat(window.flush(true)).hasValue(2);
            assertThat(window.unseen(some("b", 100)).cardinality()).isZero();
            assertThat(files()).hasSize(1);
        }
    }

    @Test
    void when_flushes_fail_for_long_no_more_ids_are_taken_into_memory() throws IOException {
        Path lost = Files.createDirectory(directory.resolve("lost"));
        try (IdWindow window = IdWindow.open(lost, Ids.KEEP, MAX_STAGED, clock)) {
            Files.delete(lost);
            window.add(1, some("a", 2 * MAX_STAGED));
            assertThat(window.unseen(some("b", 1)).cardinality()).isOne();
            assertThatThrownBy(() -> window.flush(false)).isInstanceOf(UncheckedIOException.class);
            assertThatThrownBy(() -> window.unseen(some("b", 1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("512 event ids wait");

            Files.createDirectory(lost);
            assertThat(window.flush(false)).hasValue(1);
            assertThat(window.unseen(some("b", 1)).cardinality()).isOne();
        }
    }
}
