package org.m365siem.spool.ids;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/** Writes one region of a file from its start to its end, with a checksum. */
final class RegionWriter {
    private static final int BUFFER_BYTES = 1 << 17;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final CRC32C crc = new CRC32C();
    private long position;

    RegionWriter(FileChannel channel, long position) {
        this.channel = channel;
        this.position = position;
    }

    void putLong(long value) throws IOException {
        if (!buffer.hasRemaining()) {
            drain();
        }
        buffer.putLong(value);
    }

    /** Hands what is buffered to the file. */
    void drain() throws IOException {
        buffer.flip();
        crc.update(buffer.duplicate());
        int length = buffer.remaining();
        Disk.writeFully(channel, buffer, position);
        position += length;
        buffer.clear();
    }

    /** Where the region ends so far. */
    long position() {
        return position;
    }

    int checksum() {
        return (int) crc.getValue();
    }
}
