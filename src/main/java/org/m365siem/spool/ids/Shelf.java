package org.m365siem.spool.ids;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runs of one hour of event time, or of one day of appending: at most three, the older the larger. */
final class Shelf {
    private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);
    private static final int MOST_RUNS = 3;

    private final Path directory;
    private final char kind;
    private final long key;
    private final Mappings mappings;
    private final List<Run> runs = new ArrayList<>(MOST_RUNS);

    Shelf(Path directory, char kind, long key, Mappings mappings) {
        this.directory = directory;
        this.kind = kind;
        this.key = key;
        this.mappings = mappings;
    }

    /** Takes a run found at start; they may come in any order. */
    void put(Run run) {
        runs.add(run);
        runs.sort(Comparator.comparingLong(one -> one.header().name().first()));
    }

    long key() {
        return key;
    }

    int runs() {
        return runs.size();
    }

    long size() {
        return runs.stream().mapToLong(run -> run.header().count()).sum();
    }

    long bytes() {
        return runs.stream().mapToLong(run -> run.header().fileBytes()).sum();
    }

    /** When the last of its ids was appended, in milliseconds since 1970. */
    long lastAppend() {
        return runs.stream().mapToLong(run -> run.header().lastAppend()).max().orElse(Long.MIN_VALUE);
    }

    boolean contains(long high, long low) {
        for (int i = runs.size() - 1; i >= 0; i--) {
            if (runs.get(i).contains(high, low)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Adds ids as a new run, into which the runs go that are not much larger: each id is rewritten a few times at most,
     * however many flushes there are. When this returns the ids are durable.
     *
     * @param count how many the walk has
     * @param flush the number of this flush, higher than any before
     */
    void append(SortedIds fresh, long count, long lastAppend, long sequence, long flush) throws IOException {
        int kept = runs.size();
        long total = count;
        while (kept > 0 && (kept >= MOST_RUNS || runs.get(kept - 1).header().count() <= 2 * total)) {
            total += runs.get(--kept).header().count();
        }
        List<SortedIds> sources = new ArrayList<>(List.of(fresh));
        replace(kept, sources, total, lastAppend, sequence, flush);
    }

    /** Makes one run of all, for a day that gets no more ids. */
    void consolidate() throws IOException {
        if (runs.size() > 1) {
            long last = runs.get(runs.size() - 1).header().name().last();
            replace(0, new ArrayList<>(), size(), Long.MIN_VALUE, Long.MIN_VALUE, last);
        }
    }

    private void replace(int kept, List<SortedIds> sources, long total, long lastAppend, long sequence, long flush)
            throws IOException {
        List<Run> merged = runs.subList(kept, runs.size());
        long append = lastAppend;
        long through = sequence;
        for (Run run : merged) {
            append = Math.max(append, run.header().lastAppend());
            through = Math.max(through, run.header().sequence());
        }
        long first = merged.isEmpty() ? flush : merged.get(0).header().name().first();
        RunName name = new RunName(kind, key, first, flush);
        RunHeader header;
        try (MergedIds ids = new MergedIds(sources)) {
            for (Run run : merged) {
                sources.add(run.read());
            }
            header = RunWriter.write(directory, name, append, through, total, ids);
        }
        List<Run> old = List.copyOf(merged);
        merged.clear();
        runs.add(Run.written(directory, header, mappings));
        old.forEach(Shelf::delete);
    }

    void delete() {
        runs.forEach(Shelf::delete);
        runs.clear();
    }

    private static void delete(Run run) {
        try {
            run.delete();
        } catch (IOException e) {
            LOG.warn(
                    "The file of event ids {} is not needed any more and cannot be deleted ({}); the next start tries again",
                    run.header().name().fileName(),
                    e.toString());
        }
    }
}
