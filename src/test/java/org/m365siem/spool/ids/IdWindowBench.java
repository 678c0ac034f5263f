package org.m365siem.spool.ids;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.TickingClock;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;

/**
 * The window at the size of a large tenant: ids of eight days, nine of ten not older than an hour or so when they arrive.
 * {@code ./mvnw -Pbench test -Dtest=IdWindowBench -Dm365.bench.ids=100000000 -Dsurefire.heap=128m}
 */
@Tag("bench")
class IdWindowBench {
    private static final long IDS = Long.getLong("m365.bench.ids", 5_000_000);
    private static final int MAX_STAGED = 1_000_000;
    /** One batch less than a round number, so that a whole stage has to be replayed at start. */
    private static final long FILLED = IDS - 500;

    private static final int BATCH = EventBatch.MAX_EVENTS;
    private static final long SPAN_SECONDS = Ids.KEEP.toSeconds();
    private static final Instant END = Ids.START.plus(Ids.KEEP);
    private static final Instant YESTERDAY = END.minus(Duration.ofDays(1));

    @TempDir
    Path directory;

    private final TickingClock clock = new TickingClock();
    private final SplittableRandom random = new SplittableRandom(365);
    private IdWindow window;
    private long sequence;
    private long next;
    private long filed;

    @Test
    void holds_the_ids_of_eight_days() {
        long fill = timed(this::fill);
        long heap = heapMegabytes();
        double bytesAnId = (double) window.diskBytes() / filed;
        assertThat(window.size()).isEqualTo(FILLED);
        window.close();
        long headers = timed(this::open);
        long ready = headers + timed(() -> replay(filed));

        double recent = rate("events of the last day", time -> time.isAfter(YESTERDAY), Math.min(IDS, 4_000_000));
        double older = rate("older events", time -> time.isBefore(YESTERDAY), Math.min(IDS, 1_000_000));
        long heapAfter = heapMegabytes();
        window.close();

        print("%,d ids filled in %,d ms (%,.0f a second, hashing and flushes included)", IDS, fill, IDS * 1e3 / fill);
        print("heap in use %d MB when filled, %d MB at the end, limit of the JVM %d MB", heap, heapAfter, max());
        print("disk %.2f bytes an id; open %d ms, with the staged rows %d ms", bytesAnId, headers, ready);
        assertThat(Math.max(heap, heapAfter)).isLessThanOrEqualTo(128);
        assertThat(bytesAnId).isLessThanOrEqualTo(24);
        assertThat(ready).isLessThanOrEqualTo(5_000);
        assertThat(recent).isGreaterThanOrEqualTo(200_000);
        assertThat(older).isGreaterThanOrEqualTo(20_000);
    }

    private void open() {
        window = IdWindow.open(directory, Ids.KEEP, MAX_STAGED, clock);
    }

    private void fill() {
        open();
        while (next < FILLED) {
            EventIds ids = EventIds.of(batch(next, BATCH));
            next += BATCH;
            window.add(++sequence, ids);
            if (window.flush(false).isPresent()) {
                filed = next;
            }
            clock.tick(Duration.ofNanos(SPAN_SECONDS * 1_000_000_000L / IDS * BATCH));
        }
    }

    /** What the store does at start with the rows that are still in the database, and slower, for it hashes again. */
    private void replay(long from) {
        for (long number = from; number < FILLED; number += BATCH) {
            window.add(sequence, EventIds.of(batch(number, BATCH)));
        }
    }

    /** Half of each batch are copies of what was added, the other half is new; every answer is checked. */
    private double rate(String name, Predicate<Instant> when, long count) {
        long hashing = 0;
        long looking = 0;
        long most = 0;
        for (long done = 0; done < count; done += BATCH) {
            BitSet fresh = new BitSet();
            EventBatch batch = mixed(when, fresh);
            long start = System.nanoTime();
            EventIds ids = EventIds.of(batch);
            long hashed = System.nanoTime();
            BitSet unseen = window.unseen(ids);
            window.add(++sequence, ids.select(unseen));
            window.flush(false);
            long end = System.nanoTime();
            hashing += hashed - start;
            looking += end - hashed;
            most = Math.max(most, end - hashed);
            assertThat(unseen).isEqualTo(fresh);
        }
        double rate = count * 1e9 / looking;
        print(
                "%s: %,.0f ids a second (with hashing %,.0f), slowest batch %d ms",
                name, rate, count * 1e9 / (hashing + looking), most / 1_000_000);
        return rate;
    }

    private EventBatch mixed(Predicate<Instant> when, BitSet fresh) {
        List<SecurityEvent> events = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH; i++) {
            boolean isNew = random.nextBoolean();
            long number;
            do {
                number = isNew ? next++ : Math.max(0, FILLED - 1 - random.nextLong(lookBack(when)));
            } while (!when.test(time(number)));
            fresh.set(i, isNew);
            events.add(event(number));
        }
        return EventBatch.of("office365-audit", TENANT, events);
    }

    private static long lookBack(Predicate<Instant> when) {
        return when.test(END) ? IDS / 8 : IDS;
    }

    private static final String TENANT = "5c8c4a3e-51d3-4a4f-9f0e-3b0f5f0f7f10";

    private static EventBatch batch(long from, int size) {
        List<SecurityEvent> events = new ArrayList<>(size);
        for (long number = from; number < from + size; number++) {
            events.add(event(number));
        }
        return EventBatch.of("office365-audit", TENANT, events);
    }

    private static SecurityEvent event(long number) {
        String id = "0a1b2c3d-4e5f-6071-8293-" + Long.toHexString(0x100000000000L + number);
        return Ids.event("office365-audit", TENANT, id, time(number));
    }

    /** Arrival is spread evenly over eight days; what arrives after them is spread over the same days again. */
    private static Instant time(long number) {
        long mixed = (number + 1) * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed ^= mixed >>> 27;
        long arrival = number < IDS ? (long) ((double) number / IDS * SPAN_SECONDS) : SPAN_SECONDS;
        int kind = (int) Math.floorMod(mixed, 100L);
        long late = mixed >>> 20;
        long lag = kind < 90 ? late % 4_000 : kind < 99 ? late % 86_400 : late % 604_800;
        return Ids.START.plusSeconds(arrival - lag);
    }

    private static long timed(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static long heapMegabytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }

    private static long max() {
        return Runtime.getRuntime().maxMemory() >> 20;
    }

    private static void print(String format, Object... arguments) {
        System.out.println("IdWindowBench: " + String.format(Locale.ROOT, format, arguments));
    }
}
