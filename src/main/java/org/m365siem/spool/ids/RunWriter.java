package org.m365siem.spool.ids;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes one run: under a temporary name, made durable, and only then renamed. */
final class RunWriter implements Closeable {
    static final String TEMPORARY_SUFFIX = ".tmp";

    private final FileChannel channel;
    private final long blocks;
    private final RegionWriter filter;
    private final RegionWriter ids;
    private long block;
    private long word;
    private long count;
    private long min;
    private long max;

    private RunWriter(Path temporary, long expected) throws IOException {
        channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        blocks = RunFilter.blocks(expected);
        filter = new RegionWriter(channel, RunHeader.BYTES);
        ids = new RegionWriter(channel, RunHeader.BYTES + blocks * Long.BYTES);
    }

    /**
     * Writes all ids of the walk, which may not be empty, and returns the header with what was written.
     *
     * @param expected about how many they are, for the size of the filter
     */
    static RunHeader write(Path directory, RunName name, long lastAppend, long sequence, long expected, SortedIds walk)
            throws IOException {
        Path file = directory.resolve(name.fileName());
        Path temporary = directory.resolve(name.fileName() + TEMPORARY_SUFFIX);
        try {
            RunHeader header;
            try (RunWriter writer = new RunWriter(temporary, expected)) {
                header = writer.fill(name, lastAppend, sequence, walk);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            Disk.syncDirectory(directory);
            return header;
        } catch (IOException | RuntimeException e) {
            remove(temporary, e);
            throw e;
        }
    }

    /** A full disk must get its space back. */
    private static void remove(Path temporary, Exception reason) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private RunHeader fill(RunName name, long lastAppend, long sequence, SortedIds walk) throws IOException {
        while (walk.next()) {
            put(walk.high(), walk.low());
        }
        fillTo(blocks);
        filter.drain();
        ids.drain();
        Disk.writeFully(channel, RunHeader.footer(ids.checksum(), filter.checksum()), ids.position());
        RunHeader header = new RunHeader(name, lastAppend, sequence, blocks, count, min, max);
        Disk.writeFully(channel, header.toBytes(), 0);
        channel.force(true);
        return header;
    }

    private void put(long high, long low) throws IOException {
        min = count == 0 ? high : min;
        max = high;
        count++;
        ids.putLong(high);
        ids.putLong(low);
        fillTo(RunFilter.block(high, blocks));
        word |= RunFilter.bits(low);
    }

    /** Writes the words before this one. */
    private void fillTo(long next) throws IOException {
        for (; block < next; block++) {
            filter.putLong(word);
            word = 0;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
