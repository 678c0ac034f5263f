package org.m365siem.spool.ids;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** One immutable file of sorted ids, mapped with its first lookup. */
final class Run {
    /** Ids in one mapping, which can be at most 2 GB: 1 GB. */
    private static final int SEGMENT_BITS = 26;

    private final Path file;
    private final RunHeader header;
    private final Mappings mappings;
    private boolean proved;
    private MappedByteBuffer[] segments;
    private MappedByteBuffer filter;

    private Run(Path file, RunHeader header, Mappings mappings, boolean proved) {
        this.file = file;
        this.header = header;
        this.mappings = mappings;
        this.proved = proved;
    }

    /** A run that this process has just written. */
    static Run written(Path directory, RunHeader header, Mappings mappings) {
        return new Run(directory.resolve(header.name().fileName()), header, mappings, true);
    }

    /**
     * Opens a file by its two ends; the ids between them are proved before the first lookup.
     *
     * @throws DamagedIdsException when it is not as long as it says, or its ends are not in order
     */
    static Run open(Path file, RunName name, Mappings mappings) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long length = channel.size();
            if (length < RunHeader.BYTES + RunHeader.FOOTER_BYTES) {
                throw new DamagedIdsException(file, "it has only " + length + " bytes");
            }
            RunHeader header =
                    RunHeader.read(file, name, Disk.readFully(channel, ByteBuffer.allocate(RunHeader.BYTES), 0));
            if (length != header.fileBytes()) {
                throw new DamagedIdsException(file, "it has " + length + " bytes and not " + header.fileBytes());
            }
            readFooter(file, channel, length);
            return new Run(file, header, mappings, false);
        }
    }

    RunHeader header() {
        return header;
    }

    SortedIds read() throws IOException {
        return new RunReader(file, header);
    }

    /** Whether the hash is in the run. */
    boolean contains(long high, long low) {
        if (Long.compareUnsigned(high, header.min()) < 0 || Long.compareUnsigned(high, header.max()) > 0) {
            return false;
        }
        try {
            if (segments == null) {
                map();
            }
            return mayContain(high, low) && InterpolationSearch.find(this, header.count(), high, low);
        } catch (InternalError e) { // how Java reports a mapped page that cannot be read
            throw new DamagedIdsException(file, "a part of it cannot be read", e);
        } catch (IOException e) { // an interrupted thread or too many open files, not the file's fault
            throw new UncheckedIOException("the file of event ids " + file + " cannot be opened", e);
        }
    }

    private boolean mayContain(long high, long low) {
        long bits = RunFilter.bits(low);
        return (filter.getLong((int) RunFilter.block(high, header.blocks()) * Long.BYTES) & bits) == bits;
    }

    /** The first half of the hash at a position; the run must be mapped. */
    long high(long position) {
        return segments[(int) (position >>> SEGMENT_BITS)].getLong(offset(position));
    }

    /** The second half of the hash at a position. */
    long low(long position) {
        return segments[(int) (position >>> SEGMENT_BITS)].getLong(offset(position) + Long.BYTES);
    }

    private static int offset(long position) {
        return ((int) position & (1 << SEGMENT_BITS) - 1) * RunHeader.ID_BYTES;
    }

    private void map() throws IOException {
        mappings.opened(this);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int n = (int) ((header.count() - 1 >>> SEGMENT_BITS) + 1);
            segments = new MappedByteBuffer[n];
            long bytes = header.count() * RunHeader.ID_BYTES;
            long segmentBytes = (long) RunHeader.ID_BYTES << SEGMENT_BITS;
            for (int i = 0; i < n; i++) {
                long from = i * segmentBytes;
                segments[i] = channel.map(
                        FileChannel.MapMode.READ_ONLY, header.idsStart() + from, Math.min(segmentBytes, bytes - from));
            }
            filter = channel.map(FileChannel.MapMode.READ_ONLY, RunHeader.BYTES, header.blocks() * Long.BYTES);
            if (!proved) {
                prove(channel);
            }
        } catch (IOException | RuntimeException | Error e) {
            unmap();
            throw e;
        }
    }

    private void prove(FileChannel channel) throws IOException {
        CRC32C crc = new CRC32C();
        for (MappedByteBuffer segment : segments) {
            crc.update(segment.duplicate());
        }
        CRC32C filterCrc = new CRC32C();
        filterCrc.update(filter.duplicate());
        RunHeader.Checksums proof = readFooter(file, channel, header.fileBytes());
        if (proof.ids() != (int) crc.getValue() || proof.filter() != (int) filterCrc.getValue()) {
            throw new DamagedIdsException(file, "the checksum of its ids is wrong");
        }
        proved = true;
    }

    private static RunHeader.Checksums readFooter(Path file, FileChannel channel, long fileBytes) throws IOException {
        ByteBuffer footer = ByteBuffer.allocate(RunHeader.FOOTER_BYTES);
        return RunHeader.readFooter(file, Disk.readFully(channel, footer, fileBytes - RunHeader.FOOTER_BYTES));
    }

    void unmap() {
        mappings.closed(this);
        if (segments != null) {
            for (MappedByteBuffer segment : segments) {
                if (segment != null) {
                    Mappings.unmap(segment);
                }
            }
            segments = null;
        }
        if (filter != null) {
            Mappings.unmap(filter);
            filter = null;
        }
    }

    void delete() throws IOException {
        unmap();
        Files.deleteIfExists(file);
    }
}
