package org.m365siem.spool.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.m365siem.spool.SpoolException;

/** One owner a state directory: a file lock, and the owner's process id in the file for the message of the one who comes second. */
final class OwnerLock implements AutoCloseable {
    /** What this process owns. A second look at the lock file would drop the first lock (POSIX), so it is never opened twice. */
    private static final Set<Path> OWNED = ConcurrentHashMap.newKeySet();

    private final Path key;
    private final FileChannel channel;

    private OwnerLock(Path key, FileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    /** Null when another store, here or in another process, owns the directory. */
    static OwnerLock tryTake(StoreFiles files) {
        Path key = files.lock().toAbsolutePath().normalize();
        if (!OWNED.add(key)) {
            return null;
        }
        OwnerLock taken = null;
        try {
            taken = lock(key);
            return taken;
        } catch (IOException e) {
            throw new SpoolException(
                    "state directory " + files.directory() + " cannot be locked (" + StoreFiles.reason(e)
                            + "): it must be writable and on a local disk; or set m365.state-dir",
                    e);
        } finally {
            if (taken == null) {
                OWNED.remove(key);
            }
        }
    }

    private static OwnerLock lock(Path key) throws IOException {
        FileChannel channel = FileChannel.open(key, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                return null;
            }
            byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
            channel.truncate(0).write(ByteBuffer.wrap(pid), 0);
            return new OwnerLock(key, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    static OwnerLock take(StoreFiles files) {
        OwnerLock lock = tryTake(files);
        if (lock == null) {
            throw new SpoolException("state directory " + files.directory() + " is in use by process " + ownerOf(files)
                    + " (" + files.lock() + "): stop that one first, or give this one its own m365.state-dir");
        }
        return lock;
    }

    /** The process id that the lock file names, or {@code unknown}. */
    static String ownerOf(StoreFiles files) {
        if (OWNED.contains(files.lock().toAbsolutePath().normalize())) {
            return Long.toString(ProcessHandle.current().pid());
        }
        try {
            String pid =
                    Files.readString(files.lock(), StandardCharsets.US_ASCII).strip();
            return pid.isEmpty() ? "unknown" : pid;
        } catch (IOException e) {
            return "unknown";
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            OWNED.remove(key);
        }
    }
}
