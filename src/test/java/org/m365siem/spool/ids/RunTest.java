package org.m365siem.spool.ids;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lookups in a run, whatever the spread of its hashes. */
class RunTest {
    private record Hash(long high, long low) implements Comparable<Hash> {
        @Override
        public int compareTo(Hash other) {
            return SortedIds.compare(high, low, other.high, other.low);
        }
    }

    @TempDir
    Path directory;

    private final Random random = new Random(4711);
    private final Mappings mappings = new Mappings(2, 7);
    private int written;

    private Run write(TreeSet<Hash> hashes) throws IOException {
        StagedIds staged = new StagedIds(10);
        List<Hash> shuffled = new ArrayList<>(hashes);
        java.util.Collections.shuffle(shuffled, random);
        shuffled.forEach(hash -> staged.add(hash.high, hash.low, 0));
        staged.sort(true);
        RunName name = new RunName(RunName.HOUR, written++, 1, 1);
        RunHeader header = RunWriter.write(directory, name, 5, 7, hashes.size(), staged.from(0));
        assertThat(header.count()).isEqualTo(hashes.size());
        assertThat(header.min()).isEqualTo(hashes.first().high);
        assertThat(header.max()).isEqualTo(hashes.last().high);
        return Run.open(directory.resolve(name.fileName()), name, mappings);
    }

    private void holdsExactly(int count, Supplier<Hash> hashes) throws IOException {
        TreeSet<Hash> in = new TreeSet<>();
        while (in.size() < count) {
            in.add(hashes.get());
        }
        Run run = write(in);
        for (Hash hash : in) {
            assertThat(run.contains(hash.high, hash.low)).as("%s", hash).isTrue();
            probe(run, in, new Hash(hash.high, hash.low + 1));
            probe(run, in, new Hash(hash.high, hash.low - 1));
            probe(run, in, new Hash(hash.high + 1, hash.low));
            probe(run, in, hashes.get());
        }
        for (long end : new long[] {0, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            probe(run, in, new Hash(end, end));
        }
    }

    private static void probe(Run run, TreeSet<Hash> in, Hash hash) {
        assertThat(run.contains(hash.high, hash.low)).as("%s", hash).isEqualTo(in.contains(hash));
    }

    @Test
    void one_and_few_ids() throws IOException {
        for (int count = 1; count < 20; count++) {
            holdsExactly(count, () -> new Hash(random.nextLong(), random.nextLong()));
        }
    }

    @Test
    void evenly_spread_ids() throws IOException {
        holdsExactly(20_000, () -> new Hash(random.nextLong(), random.nextLong()));
    }

    @Test
    void all_in_one_corner() throws IOException {
        holdsExactly(5_000, () -> new Hash(random.nextInt(10_000), random.nextLong()));
        holdsExactly(5_000, () -> new Hash(-1 - random.nextInt(10_000), random.nextLong()));
    }

    @Test
    void the_same_first_half() throws IOException {
        holdsExactly(5_000, () -> new Hash(42, random.nextInt()));
    }

    @Test
    void two_far_clusters() throws IOException {
        holdsExactly(
                5_000,
                () -> new Hash((random.nextInt(100) == 0 ? 0 : Long.MIN_VALUE) + random.nextInt(99), random.nextInt()));
    }

    @Test
    void no_more_runs_are_mapped_than_the_limit() throws IOException {
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            TreeSet<Hash> one = new TreeSet<>(List.of(new Hash(i, i)));
            runs.add(write(one));
        }
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 9; i++) {
                assertThat(runs.get(i).contains(i, i)).isTrue();
                assertThat(mappings.size()).isLessThanOrEqualTo(2);
            }
        }
        mappings.closeAll();
        assertThat(mappings.size()).isZero();
    }

    @Test
    void a_deleted_run_is_not_mapped_any_more() throws IOException {
        Run run = write(new TreeSet<>(List.of(new Hash(1, 1))));
        assertThat(run.contains(1, 1)).isTrue();
        Path maps = Path.of("/proc/self/maps");
        String name = directory.getFileName().toString();
        if (java.nio.file.Files.exists(maps)) {
            assertThat(java.nio.file.Files.readString(maps)).contains(name);
            run.delete();
            assertThat(java.nio.file.Files.readString(maps)).doesNotContain(name);
        }
        assertThat(directory).isEmptyDirectory();
    }
}
