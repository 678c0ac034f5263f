package org.m365siem.spool.ids;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a crash can leave in the directory: half a file under its temporary name, and files already merged into another. */
final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    private Leftovers() {}

    /**
     * Removes them and returns what is in force.
     *
     * @throws DamagedIdsException for a file with the right suffix and a name that nothing here has written
     */
    static List<RunName> tidy(Path directory) throws IOException {
        List<RunName> names = new ArrayList<>();
        for (Path file : files(directory)) {
            String name = file.getFileName().toString();
            if (name.endsWith(RunWriter.TEMPORARY_SUFFIX)) {
                LOG.warn(
                        "{} was being written when the program ended; it is removed, its ids are still in the database",
                        file);
                Files.delete(file);
            } else if (name.endsWith(RunName.SUFFIX)) {
                names.add(RunName.parse(file)
                        .orElseThrow(() -> new DamagedIdsException(file, "its name is not one of ours")));
            }
        }
        return withoutMerged(directory, names);
    }

    private static List<RunName> withoutMerged(Path directory, List<RunName> names) throws IOException {
        // sorted by shelf and first flush, the widest first: what a run replaces comes directly behind it
        names.sort(RunName.WIDEST_FIRST);
        List<RunName> inForce = new ArrayList<>();
        for (RunName name : names) {
            RunName before = inForce.isEmpty() ? null : inForce.get(inForce.size() - 1);
            if (before != null && before.replaces(name)) {
                Files.delete(directory.resolve(name.fileName()));
            } else {
                inForce.add(name);
            }
        }
        return inForce;
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
