package org.m365siem.simulator.tenant.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventIdsTest {
    private final EventIds ids = new EventIds(42);

    @Test
    void anIdIsAGuidThatGivesItsNumberBack() {
        for (long number : new long[] {0, 1, 2, 1_000_000, 700_000_000L, (1L << 48) - 1}) {
            String id = ids.id(number);
            assertThat(UUID.fromString(id).version()).isEqualTo(4);
            assertThat(ids.number(id)).isEqualTo(number);
        }
    }

    @Test
    void aForeignIdIsRecognised() {
        assertThat(ids.number(new EventIds(43).id(5))).isEqualTo(-1);
        assertThat(ids.number(UUID.randomUUID().toString())).isEqualTo(-1);
        assertThat(ids.number("")).isEqualTo(-1);
        assertThat(ids.number("zzzzzzzz-zzzz-4zzz-8zzz-zzzzzzzzzzzz")).isEqualTo(-1);
    }
}
