package org.m365siem.simulator.tenant.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.simulator.tenant.records.ContentType;

class LedgerFileTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path directory;

    @Test
    void tells_after_a_kill_what_was_noted_before_it() throws Exception {
        Path path = directory.resolve("ledger");
        LedgerFile killed = LedgerFile.open(path);
        killed.listed(1);
        killed.fetched(1);
        killed.window(ContentType.DLP, NOON, NOON.plusSeconds(60));
        Files.writeString(path, "fetch", StandardOpenOption.APPEND);
        List<String> told = replay(path, 7);
        assertThat(told)
                .containsExactly("listed 1", "fetched 1", "window DLP 2026-11-22T12:00:00Z 2026-11-22T12:01:00Z");
        assertThat(replay(path, 8)).hasSize(4).endsWith("listed 7");
    }

    private static List<String> replay(Path path, long more) throws Exception {
        List<String> told = new ArrayList<>();
        try (LedgerFile file = LedgerFile.open(path)) {
            file.replay(
                    blob -> told.add("listed " + blob),
                    blob -> told.add("fetched " + blob),
                    (type, start, end) -> told.add("window " + type + " " + start + " " + end));
            file.listed(more);
        }
        return told;
    }
}
