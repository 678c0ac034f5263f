package org.m365siem.simulator.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiverLogTest {
    @TempDir
    Path directory;

    @Test
    void counts_unique_and_repeated_events_of_any_id() {
        ReceiverLog log = ReceiverLog.inMemory();
        String guid = UUID.randomUUID().toString();
        log.received(List.of(guid, "any id", "any id", guid.toUpperCase(java.util.Locale.ROOT)));
        log.received(List.of("any id"));
        log.received(List.of());
        assertThat(log.unique()).isEqualTo(3);
        assertThat(log.repeated()).isEqualTo(2);
        assertThat(log.count("any id")).isEqualTo(3);
        assertThat(log.count(guid)).isEqualTo(1);
        assertThat(log.count("never")).isZero();
    }

    @Test
    void names_what_is_missing() {
        ReceiverLog log = ReceiverLog.inMemory();
        log.received(ids(0, 1024).stream().filter(id -> !id.endsWith("7")).toList());
        ReceiverLog.Missing missing = log.missing(ids(0, 1024));
        assertThat(missing.count()).isEqualTo(64);
        assertThat(missing.examples()).hasSize(20).contains(numbered(7));
        assertThat(log.missing(List.of(numbered(1))).count()).isZero();
    }

    @Test
    void an_event_that_comes_very_often_still_counts_once() {
        ReceiverLog log = ReceiverLog.inMemory();
        IntStream.range(0, 1000).forEach(i -> log.received(List.of("again")));
        assertThat(log.unique()).isEqualTo(1);
        assertThat(log.repeated()).isEqualTo(999);
        assertThat(log.count("again")).isEqualTo(255);
    }

    @Test
    void what_was_received_is_in_the_file_without_a_close() {
        Path file = directory.resolve("logs/syslog");
        ReceiverLog log = ReceiverLog.open(file);
        log.received(ids(0, 5000));
        log.received(List.of("x", "x"));
        // nothing closes the first one: this is what a killed process leaves behind
        ReceiverLog reopened = ReceiverLog.open(file);
        assertThat(reopened.unique()).isEqualTo(5001);
        assertThat(reopened.repeated()).isEqualTo(1);
        assertThat(reopened.missing(ids(0, 5000)).count()).isZero();
    }

    @Test
    void half_an_entry_at_the_end_is_cut_off_and_the_log_goes_on() throws Exception {
        Path file = directory.resolve("log");
        try (ReceiverLog log = ReceiverLog.open(file)) {
            log.received(List.of("a", "b"));
        }
        Files.write(file, new byte[] {1, 2, 3, 4, 5}, StandardOpenOption.APPEND);
        try (ReceiverLog log = ReceiverLog.open(file)) {
            assertThat(log.unique()).isEqualTo(2);
            log.received(List.of("c"));
        }
        try (ReceiverLog log = ReceiverLog.open(file)) {
            assertThat(log.missing(List.of("a", "b", "c")).count()).isZero();
            assertThat(log.unique()).isEqualTo(3);
        }
        assertThat(Files.size(file)).isEqualTo(48);
    }

    @Test
    void many_numbered_guids_are_all_told_apart() {
        ReceiverLog log = ReceiverLog.inMemory();
        for (int from = 0; from < 300_000; from += 1000) {
            log.received(ids(from, from + 1000));
        }
        assertThat(log.unique()).isEqualTo(300_000);
        assertThat(log.repeated()).isZero();
        assertThat(log.missing(ids(0, 300_000)).count()).isZero();
        assertThat(log.missing(ids(300_000, 301_000)).count()).isEqualTo(1000);
    }

    @Test
    void keeps_only_a_few_examples_of_what_is_malformed() {
        ReceiverLog log = ReceiverLog.inMemory();
        IntStream.range(0, 100).forEach(i -> log.malformed("frame " + i));
        assertThat(log.malformed()).isEqualTo(100);
        assertThat(log.malformedExamples()).hasSize(20).startsWith("frame 0");
    }

    private static List<String> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(ReceiverLogTest::numbered).toList();
    }

    private static String numbered(int number) {
        return new UUID(0x0123456789ab4defL, Long.MIN_VALUE | number).toString();
    }
}
