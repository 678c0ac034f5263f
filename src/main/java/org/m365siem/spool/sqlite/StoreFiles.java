package org.m365siem.spool.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.m365siem.spool.SpoolException;

/** The files of a store. The database file itself is only ever opened by SQLite: closing it elsewhere drops its locks (POSIX). */
record StoreFiles(Path directory) {
    static final String DATABASE = "spool.db";

    Path database() {
        return directory.resolve(DATABASE);
    }

    /** A database is made under this name and renamed when it is whole, so that an empty {@code spool.db} is always damage. */
    Path unborn() {
        return directory.resolve("spool.db.new");
    }

    Path wal() {
        return directory.resolve(DATABASE + "-wal");
    }

    Path lock() {
        return directory.resolve("spool.lock");
    }

    Path reserve() {
        return directory.resolve("spool.reserve");
    }

    Path ids() {
        return directory.resolve("ids");
    }

    void createDirectory() {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new SpoolException(
                    "state directory " + directory + " cannot be made (" + reason(e)
                            + "): create it for this user, or set m365.state-dir",
                    e);
        }
    }

    /** Which file the name stands for at the moment; null when there is none. Changes when somebody deletes or replaces it. */
    Object identity() {
        try {
            return Files.readAttributes(database(), BasicFileAttributes.class).fileKey();
        } catch (IOException gone) {
            return null;
        }
    }

    /** True when event ids lie there: without the database they would make the source's events look delivered. */
    boolean hasIds() {
        if (!Files.isDirectory(ids())) {
            return false;
        }
        try (Stream<Path> files = Files.list(ids())) {
            return files.findAny().isPresent();
        } catch (IOException e) {
            throw new SpoolException(ids() + " cannot be read (" + reason(e) + ")", e);
        }
    }

    /** The database, its log and the reserve, in bytes. */
    long bytes() {
        return size(database()) + size(wal()) + size(reserve());
    }

    long idBytes() {
        if (!Files.isDirectory(ids())) {
            return 0;
        }
        try (Stream<Path> all = Files.walk(ids())) {
            return all.filter(Files::isRegularFile).mapToLong(StoreFiles::size).sum();
        } catch (IOException | java.io.UncheckedIOException changing) {
            return 0;
        }
    }

    static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException missing) {
            return 0;
        }
    }

    static String reason(IOException e) {
        return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
    }
}
