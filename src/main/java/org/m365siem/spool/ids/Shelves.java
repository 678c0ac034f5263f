package org.m365siem.spool.ids;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All files of ids: a shelf for each hour of event time with many ids, and one for each day of appending for the rest. */
final class Shelves {
    private static final int MOST_MAPPED = 4096;
    private static final int SEGMENT_BITS = 26;
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    private final Path directory;
    private final Mappings mappings = new Mappings(MOST_MAPPED, SEGMENT_BITS);
    private final Map<Long, Shelf> hours = new HashMap<>();
    private final NavigableMap<Long, Shelf> days = new TreeMap<>();
    private long lastFlush;
    private long size;
    private long bytes;
    private long sequence = Long.MIN_VALUE;

    private Shelves(Path directory) {
        this.directory = directory;
    }

    /** Opens every file of the directory by its header, after {@link Leftovers} has tidied up. */
    static Shelves open(Path directory) throws IOException {
        Shelves shelves = new Shelves(directory);
        for (RunName name : Leftovers.tidy(directory)) {
            Run run = Run.open(directory.resolve(name.fileName()), name, shelves.mappings);
            shelves.shelf(name.kind(), name.key()).put(run);
            shelves.lastFlush = Math.max(shelves.lastFlush, name.last());
            shelves.sequence = Math.max(shelves.sequence, run.header().sequence());
        }
        shelves.measure();
        return shelves;
    }

    /** The highest append that any file has ids of; the least long when there is none. */
    long sequence() {
        return sequence;
    }

    boolean contains(long hour, long high, long low) {
        Shelf shelf = hours.get(hour);
        return shelf != null && shelf.contains(high, low) || scattered(high, low);
    }

    private boolean scattered(long high, long low) {
        for (Shelf day : days.values()) {
            if (day.contains(high, low)) {
                return true;
            }
        }
        return false;
    }

    /** Writes ids of one hour to its shelf. */
    void appendHour(long hour, SortedIds fresh, long count, long lastAppend, long through) throws IOException {
        shelf(RunName.HOUR, hour).append(fresh, count, lastAppend, through, ++lastFlush);
        measure();
    }

    /** Writes ids of any hours to the shelf of the day of appending, and makes one run of each earlier day. */
    void appendScattered(SortedIds fresh, long count, long lastAppend, long through) throws IOException {
        long today = Math.floorDiv(lastAppend, DAY_MILLIS);
        shelf(RunName.DAY, today).append(fresh, count, lastAppend, through, ++lastFlush);
        for (Shelf day : days.headMap(today, false).values()) {
            day.consolidate();
        }
        measure();
    }

    /** Deletes the shelves whose last append is earlier than this, in milliseconds since 1970. */
    void expire(long before) {
        if (expire(hours, before) | expire(days, before)) {
            measure();
        }
    }

    private static boolean expire(Map<Long, Shelf> shelves, long before) {
        boolean expired = false;
        for (Iterator<Shelf> all = shelves.values().iterator(); all.hasNext(); ) {
            Shelf shelf = all.next();
            if (shelf.lastAppend() < before) {
                shelf.delete();
                all.remove();
                expired = true;
            }
        }
        return expired;
    }

    /** How many ids the files hold. */
    long size() {
        return size;
    }

    long bytes() {
        return bytes;
    }

    private void measure() {
        size = Stream.of(hours, days)
                .flatMap(all -> all.values().stream())
                .mapToLong(Shelf::size)
                .sum();
        bytes = Stream.of(hours, days)
                .flatMap(all -> all.values().stream())
                .mapToLong(Shelf::bytes)
                .sum();
    }

    void unmap() {
        mappings.closeAll();
    }

    private Shelf shelf(char kind, long key) {
        return (kind == RunName.HOUR ? hours : days)
                .computeIfAbsent(key, any -> new Shelf(directory, kind, key, mappings));
    }
}
