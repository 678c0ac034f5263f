package org.m365siem.spool.ids;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** Reads a run from end to end; the last step proves its checksum, so that a merge cannot pass damage on. */
final class RunReader implements SortedIds {
    private static final int BUFFER_BYTES = 1 << 17;

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private final CRC32C crc = new CRC32C();
    private long position;
    private long left;
    private long high;
    private long low;

    RunReader(Path file, RunHeader header) throws IOException {
        this.file = file;
        this.left = header.count();
        this.position = header.idsStart();
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
    }

    @Override
    public boolean next() throws IOException {
        if (!buffer.hasRemaining() && !fill()) {
            return false;
        }
        high = buffer.getLong();
        low = buffer.getLong();
        return true;
    }

    private boolean fill() throws IOException {
        if (left == 0) {
            ByteBuffer footer = ByteBuffer.allocate(RunHeader.FOOTER_BYTES);
            if (RunHeader.readFooter(file, Disk.readFully(channel, footer, position))
                            .ids()
                    != (int) crc.getValue()) {
                throw new DamagedIdsException(file, "the checksum of its ids is wrong");
            }
            return false;
        }
        int length = (int) Math.min(BUFFER_BYTES, left * RunHeader.ID_BYTES);
        Disk.readFully(channel, buffer.clear().limit(length), position);
        crc.update(buffer.duplicate());
        position += length;
        left -= length / RunHeader.ID_BYTES;
        return true;
    }

    @Override
    public long high() {
        return high;
    }

    @Override
    public long low() {
        return low;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
