package org.m365siem.collect.audit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Passes a stream on and keeps the bytes since the last record, so that a record's exact bytes can be cut out once the parser
 * has found its end. What lies before is forgotten, so memory follows the largest record and not the stream.
 */
final class TeeStream extends InputStream {
    private static final int SHIFT_FROM = 64 * 1024;
    private static final int HEAD = 1024;

    private final InputStream in;
    private final int limit;
    private byte[] kept = new byte[2 * SHIFT_FROM];
    private int count;
    private long base;
    private long wanted;
    private byte[] head = new byte[0];

    /** @param limit the most bytes one record may have */
    TeeStream(InputStream in, int limit) {
        this.in = in;
        this.limit = limit;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = in.read(bytes, offset, length);
        if (read > 0) {
            keep(bytes, offset, read);
        }
        return read;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Everything before this position is not needed any more. */
    void forget(long position) {
        wanted = position;
    }

    /** The bytes between two positions of the stream; the first must not be forgotten. */
    byte[] slice(long from, long to) {
        return Arrays.copyOfRange(kept, (int) (from - base), (int) (to - base));
    }

    /** True when nothing has been forgotten yet. */
    boolean isWhole() {
        return wanted == 0;
    }

    /** Everything from the last forgotten position on: what was read already, then the stream. */
    InputStream rest() {
        int from = (int) (wanted - base);
        return new SequenceInputStream(new ByteArrayInputStream(Arrays.copyOfRange(kept, from, count)), in);
    }

    /** The start of the stream as text, for messages. */
    String head() {
        return new String(head, StandardCharsets.UTF_8);
    }

    private void keep(byte[] bytes, int offset, int length) throws IOException {
        if (head.length < HEAD) {
            int old = head.length;
            head = Arrays.copyOf(head, Math.min(HEAD, old + length));
            System.arraycopy(bytes, offset, head, old, head.length - old);
        }
        if (wanted - base >= SHIFT_FROM) {
            int gone = (int) Math.min(wanted - base, count);
            System.arraycopy(kept, gone, kept, 0, count - gone);
            count -= gone;
            base += gone;
        }
        if (count + length > kept.length) {
            if (count + length - (wanted - base) > limit) {
                throw new IOException("a record of more than " + limit / 1_000_000 + " MB");
            }
            kept = Arrays.copyOf(kept, (int) Math.min((long) limit + 2L * SHIFT_FROM, 2L * (count + length)));
        }
        System.arraycopy(bytes, offset, kept, count, length);
        count += length;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
