package org.m365siem.spool.ids;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.TickingClock;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;

/** Random operations beside a plain set and a map of database rows; nothing may ever differ. */
class IdWindowModelTest {
    private static final int MAX_STAGED = 3000;

    @TempDir
    Path directory;

    private final TickingClock clock = new TickingClock();
    private final Set<String> model = new HashSet<>();
    private final TreeMap<Long, byte[]> rows = new TreeMap<>();
    private final List<Long> used = new ArrayList<>();
    private Random random;
    private IdWindow window;
    private long sequence;

    @RepeatedTest(4)
    void answers_like_a_plain_set_through_flushes_and_restarts(RepetitionInfo repetition) {
        long seed = 20260301L * repetition.getCurrentRepetition();
        System.out.println("IdWindowModelTest seed " + seed);
        random = new Random(seed);
        window = open();
        for (int step = 0; step < 600; step++) {
            switch (random.nextInt(12)) {
                case 0 -> flush(true);
                case 1 -> restart(false);
                case 2 -> restart(true);
                case 3 -> window.expire();
                case 4 -> clock.tick(Duration.ofMinutes(random.nextInt(30)));
                default -> append(seed + " step " + step);
            }
            assertThat(window.size()).as("size, seed %s step %s", seed, step).isEqualTo(model.size());
        }
        assertThat(model.size()).isGreaterThan(5_000);
        window.close();
    }

    private IdWindow open() {
        return IdWindow.open(directory, Ids.KEEP, MAX_STAGED, clock);
    }

    private void append(String as) {
        List<SecurityEvent> events = new ArrayList<>();
        int size = random.nextInt(120);
        for (int i = 0; i < size; i++) {
            boolean again = !used.isEmpty() && random.nextBoolean();
            long number = again ? used.get(random.nextInt(used.size())) : random.nextLong();
            used.add(number);
            events.add(Ids.event("s", "t", Long.toHexString(number), time(number)));
        }
        EventBatch batch = EventBatch.of("s", "t", events);
        EventIds ids = EventIds.of(batch);
        BitSet expected = new BitSet();
        for (int i = 0; i < size; i++) {
            expected.set(i, model.add(events.get(i).id()));
        }
        BitSet fresh = window.unseen(ids);
        assertThat(fresh).as(as).isEqualTo(expected);
        rows.put(++sequence, ids.select(fresh).toBytes());
        window.add(sequence, ids.select(fresh));
        flush(false);
    }

    /** Mostly three busy hours, some of the last week, a few anywhere; the same for every copy of an event. */
    private static Instant time(long number) {
        Random own = new Random(number);
        return switch (own.nextInt(10)) {
            case 0 -> Ids.START.minus(Duration.ofHours(own.nextInt(168)));
            case 1 -> Instant.ofEpochSecond(own.nextInt());
            default -> Ids.START.minus(Duration.ofMinutes(own.nextInt(180)));
        };
    }

    private void flush(boolean force) {
        OptionalLong filed = window.flush(force);
        if (filed.isPresent() && random.nextInt(4) > 0) { // now and then the crash comes before the rows are deleted
            rows.headMap(filed.getAsLong(), true).clear();
        }
    }

    private void restart(boolean flushed) {
        if (flushed) {
            window.flush(true); // and the rows stay: the crash came between
        }
        window.close();
        window = open();
        rows.forEach((row, ids) -> window.add(row, EventIds.fromBytes(ids)));
    }
}
