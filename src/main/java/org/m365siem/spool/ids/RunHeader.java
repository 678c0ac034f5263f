package org.m365siem.spool.ids;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The first bytes of a run's file: magic, version, the name again, the fields below, and a checksum of all that.
 * Then come the filter, the hashes, 16 bytes each, and a footer with the checksums of both.
 *
 * @param lastAppend when the last of its ids was appended, in milliseconds since 1970
 * @param sequence the highest append that it has ids of
 * @param blocks the words of its {@link RunFilter}
 * @param count how many ids it holds
 * @param min the first half of the lowest hash
 * @param max the first half of the highest hash
 */
record RunHeader(RunName name, long lastAppend, long sequence, long blocks, long count, long min, long max) {
    static final int BYTES = 96;
    static final int FOOTER_BYTES = 16;
    static final int ID_BYTES = 16;
    private static final long MAGIC = 0x4d33_3635_4944_5352L; // M365IDSR
    private static final long END = 0x4d33_3635_4944_5345L; // M365IDSE
    private static final int VERSION = 1;
    private static final int CHECKED_BYTES = 88;

    /** The checksums in the footer. */
    record Checksums(int ids, int filter) {}

    /** Where the hashes begin. */
    long idsStart() {
        return BYTES + blocks * Long.BYTES;
    }

    /** The length that the file has with this header. */
    long fileBytes() {
        return idsStart() + count * ID_BYTES + FOOTER_BYTES;
    }

    ByteBuffer toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putLong(MAGIC).putInt(VERSION).putInt(name.kind());
        bytes.putLong(name.key()).putLong(name.first()).putLong(name.last());
        bytes.putLong(lastAppend)
                .putLong(sequence)
                .putLong(blocks)
                .putLong(count)
                .putLong(min)
                .putLong(max);
        bytes.putInt(checksum(bytes));
        return bytes.position(0);
    }

    /** Reads a header and proves that it is whole and belongs to the file of this name. */
    static RunHeader read(Path file, RunName name, ByteBuffer bytes) {
        if (bytes.remaining() < BYTES || bytes.getLong() != MAGIC) {
            throw new DamagedIdsException(file, "it does not begin like a file of event ids");
        }
        int version = bytes.getInt();
        if (version != VERSION) {
            throw new DamagedIdsException(file, "its version is " + version + ", this program reads " + VERSION);
        }
        RunName inside = new RunName((char) bytes.getInt(), bytes.getLong(), bytes.getLong(), bytes.getLong());
        RunHeader header = new RunHeader(
                name,
                bytes.getLong(),
                bytes.getLong(),
                bytes.getLong(),
                bytes.getLong(),
                bytes.getLong(),
                bytes.getLong());
        if (bytes.getInt() != checksum(bytes)) {
            throw new DamagedIdsException(file, "the checksum of its header is wrong");
        }
        if (!inside.equals(name)) {
            throw new DamagedIdsException(file, "it was written as " + inside.fileName());
        }
        return header;
    }

    /** The end of the file: what {@link Checksums} says. */
    static ByteBuffer footer(int ids, int filter) {
        return ByteBuffer.allocate(FOOTER_BYTES)
                .putLong(END)
                .putInt(ids)
                .putInt(filter)
                .flip();
    }

    static Checksums readFooter(Path file, ByteBuffer footer) {
        if (footer.remaining() < FOOTER_BYTES || footer.getLong() != END) {
            throw new DamagedIdsException(file, "its end is missing");
        }
        return new Checksums(footer.getInt(), footer.getInt());
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 0, CHECKED_BYTES);
        return (int) crc.getValue();
    }
}
