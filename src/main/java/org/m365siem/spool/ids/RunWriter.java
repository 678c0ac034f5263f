package org.m365siem.spool.ids;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** Writes one run: under a temporary name, made durable, and only then renamed. */
final class RunWriter {
    static final String TEMPORARY_SUFFIX = ".tmp";
    private static final int BUFFER_BYTES = 1 << 18;

    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final CRC32C crc = new CRC32C();
    private long position = RunHeader.BYTES;

    private RunWriter() {}

    /** Writes all ids of the walk, which may not be empty, and returns the header with what was written. */
    static RunHeader write(Path directory, RunName name, long lastAppend, long sequence, SortedIds ids)
            throws IOException {
        Path file = directory.resolve(name.fileName());
        Path temporary = directory.resolve(name.fileName() + TEMPORARY_SUFFIX);
        try {
            RunHeader header = new RunWriter().fill(temporary, name, lastAppend, sequence, ids);
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

    private RunHeader fill(Path temporary, RunName name, long lastAppend, long sequence, SortedIds ids)
            throws IOException {
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            long count = 0;
            long min = 0;
            long max = 0;
            while (ids.next()) {
                min = count == 0 ? ids.high() : min;
                max = ids.high();
                count++;
                if (!buffer.hasRemaining()) {
                    drain(channel);
                }
                buffer.putLong(max).putLong(ids.low());
            }
            drain(channel);
            Disk.writeFully(channel, RunHeader.footer((int) crc.getValue()), position);
            RunHeader header = new RunHeader(name, lastAppend, sequence, count, min, max);
            Disk.writeFully(channel, header.toBytes(), 0);
            channel.force(true);
            return header;
        }
    }

    private void drain(FileChannel channel) throws IOException {
        buffer.flip();
        crc.update(buffer.duplicate());
        int length = buffer.remaining();
        Disk.writeFully(channel, buffer, position);
        position += length;
        buffer.clear();
    }
}
