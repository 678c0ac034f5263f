package org.m365siem.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoStateTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);
    private static final Clock LATER = Clock.fixed(Instant.parse("2026-11-22T13:00:00.123Z"), ZoneOffset.UTC);

    @TempDir
    Path directory;

    private DemoState open(Clock clock, String... settings) {
        Map<String, String> all = new HashMap<>(
                Map.of("m365.demo.directory", directory.resolve("demo").toString()));
        for (String setting : settings) {
            all.put("m365.demo." + setting.split("=")[0], setting.split("=")[1]);
        }
        return DemoState.open(DemoOptions.of(all::get), clock);
    }

    @Test
    void goes_on_with_seed_start_and_ports() throws Exception {
        DemoState first = open(NOON);
        Files.writeString(first.directory().resolve("ledger"), "kept");
        DemoState second = open(LATER);
        assertThat(second.seed()).isEqualTo(first.seed());
        assertThat(second.start()).isEqualTo(NOON.instant());
        assertThat(second.port("tenant")).isEqualTo(first.port("tenant"));
        assertThat(second.port("kafka-controller")).isEqualTo(first.port("kafka-controller"));
        assertThat(second.directory().resolve("ledger")).exists();
    }

    @Test
    void starts_over_when_told_so_or_when_the_tenant_would_be_another() throws Exception {
        for (String setting : new String[] {"fresh=true", "events=5", "seed=9", "rate=3"}) {
            Files.writeString(open(NOON).directory().resolve("ledger"), "old");
            DemoState other = open(LATER, setting);
            assertThat(other.start()).as(setting).isEqualTo(LATER.instant());
            assertThat(other.directory().resolve("ledger")).doesNotExist();
            open(NOON, "fresh=true");
        }
    }

    @Test
    void a_finished_demo_is_not_gone_on_with() {
        open(NOON, "seed=9").finish();
        assertThat(open(LATER, "seed=9").start()).isEqualTo(LATER.instant());
    }

    @Test
    void a_directory_that_no_demo_has_made_is_left_as_it_is() throws Exception {
        Path mine = Files.createDirectories(directory.resolve("demo")).resolve("mine");
        Files.writeString(mine, "precious");
        open(NOON, "fresh=true");
        assertThat(mine).hasContent("precious");
    }
}
