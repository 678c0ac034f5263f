package org.m365siem.spool.ids;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** One immutable file of sorted ids, mapped with its first lookup. */
final class Run {
    private final Path file;
    private final RunHeader header;
    private final Mappings mappings;
    private final int segmentBits;
    private boolean proved;
    private final List<Mapping> mapped = new ArrayList<>(2);
    private ByteBuffer[] segments;
    private ByteBuffer filter;

    private Run(Path file, RunHeader header, Mappings mappings, boolean proved) {
        this.file = file;
        this.header = header;
        this.mappings = mappings;
        this.segmentBits = mappings.segmentBits();
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
        return segments[(int) (position >>> segmentBits)].getLong(offset(position));
    }

    /** The second half of the hash at a position. */
    long low(long position) {
        return segments[(int) (position >>> segmentBits)].getLong(offset(position) + Long.BYTES);
    }

    private int offset(long position) {
        return ((int) position & (1 << segmentBits) - 1) * RunHeader.ID_BYTES;
    }

    private void map() throws IOException {
        mappings.opened(this);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int n = (int) ((header.count() - 1 >>> segmentBits) + 1);
            ByteBuffer[] ids = new ByteBuffer[n];
            long bytes = header.count() * RunHeader.ID_BYTES;
            long segmentBytes = (long) RunHeader.ID_BYTES << segmentBits;
            for (int i = 0; i < n; i++) {
                long from = i * segmentBytes;
                ids[i] = map(channel, header.idsStart() + from, Math.min(segmentBytes, bytes - from));
            }
            filter = map(channel, RunHeader.BYTES, header.blocks() * Long.BYTES);
            if (!proved) {
                prove(channel, ids);
            }
            segments = ids;
        } catch (IOException | RuntimeException | Error e) {
            unmap();
            throw e;
        }
    }

    private ByteBuffer map(FileChannel channel, long position, long size) throws IOException {
        Mapping mapping = Mapping.of(channel, position, size);
        mapped.add(mapping);
        return mapping.bytes();
    }

    private void prove(FileChannel channel, ByteBuffer... ids) throws IOException {
        RunHeader.Checksums proof = readFooter(file, channel, header.fileBytes());
        if (proof.ids() != checksum(ids) || proof.filter() != checksum(filter)) {
            throw new DamagedIdsException(file, "the checksum of its ids is wrong");
        }
        proved = true;
    }

    private static int checksum(ByteBuffer... parts) {
        CRC32C crc = new CRC32C();
        for (ByteBuffer part : parts) {
            crc.update(part.duplicate());
        }
        return (int) crc.getValue();
    }

    private static RunHeader.Checksums readFooter(Path file, FileChannel channel, long fileBytes) throws IOException {
        ByteBuffer footer = ByteBuffer.allocate(RunHeader.FOOTER_BYTES);
        return RunHeader.readFooter(file, Disk.readFully(channel, footer, fileBytes - RunHeader.FOOTER_BYTES));
    }

    void unmap() {
        mappings.closed(this);
        segments = null;
        filter = null;
        mapped.forEach(Mapping::close);
        mapped.clear();
    }

    void delete() throws IOException {
        unmap();
        Files.deleteIfExists(file);
    }
}
