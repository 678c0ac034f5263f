package org.m365siem.spool.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;
import org.m365siem.event.Severity;
import org.m365siem.spool.SpoolException;

class ChunkCodecTest {
    private final ChunkCodec codec = new ChunkCodec();

    @Test
    void everyFieldComesBackAsItWas() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            EventBatch batch = random(random);
            EventBatch back = ChunkCodec.decode(codec.encode(batch), "chunk");
            assertThat(back.source()).isEqualTo(batch.source());
            assertThat(back.tenant()).isEqualTo(batch.tenant());
            Spools.assertSame(back, batch, "seed " + seed);
        }
    }

    private static EventBatch random(Random random) {
        List<SecurityEvent> events = new ArrayList<>();
        int count = random.nextInt(600);
        for (int i = 0; i < count; i++) {
            byte[] json = new byte[random.nextInt(10) == 0 ? random.nextInt(100_000) : random.nextInt(300)];
            random.nextBytes(json);
            events.add(new SecurityEvent(
                    "ид-😀-" + random.nextInt(),
                    "tenant",
                    "source",
                    "feed" + random.nextInt(3),
                    random.nextBoolean() ? "" : "type" + random.nextInt(300),
                    Instant.ofEpochSecond(random.nextLong() % 31_000_000_000L, random.nextInt(1_000_000_000)),
                    Severity.values()[random.nextInt(Severity.values().length)],
                    random.nextBoolean() ? "" : "ü" + random.nextInt(9),
                    json));
        }
        return EventBatch.of("source", "tenant", events);
    }

    @Test
    void recordsOfManyMegabytesPass() {
        byte[] json = new byte[9 << 20];
        new Random(5).nextBytes(json);
        EventBatch batch = EventBatch.of("office365-audit", "t1", List.of(Spools.event("big", json)));
        assertThat(ChunkCodec.decode(codec.encode(batch), "chunk").payload(0)).isEqualTo(json);
        assertThat(ChunkCodec.decode(codec.encode(Spools.batch("a")), "chunk").ids())
                .containsExactly("a");
    }

    @Test
    void anyFlippedBitIsNoticedAndNamed() {
        byte[] body = codec.encode(Spools.numbers(0, 20));
        for (int i = 0; i < body.length; i += 7) {
            byte[] broken = body.clone();
            broken[i] ^= 0x10;
            assertThatThrownBy(() -> ChunkCodec.decode(broken, "spool.db: chunk 7"))
                    .isInstanceOf(SpoolException.class)
                    .hasMessageContaining("spool.db: chunk 7 cannot be read");
        }
    }
}
