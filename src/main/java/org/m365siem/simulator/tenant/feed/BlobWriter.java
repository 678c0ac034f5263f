package org.m365siem.simulator.tenant.feed;

import java.io.IOException;
import java.io.OutputStream;
import org.m365siem.simulator.tenant.records.Corpus;
import org.m365siem.simulator.tenant.records.Dice;
import org.m365siem.simulator.tenant.records.Owner;

/** Writes a blob's body, a JSON array: its own records, and those that Microsoft would send twice. */
public final class BlobWriter {
    private static final long COPIES = 20;
    private static final int FARTHEST = 100;

    private final long seed;
    private final Corpus corpus;
    private final Timeline timeline;
    private final Shape shape;

    public BlobWriter(long seed, Corpus corpus, Timeline timeline, Shape shape) {
        this.seed = seed;
        this.corpus = corpus;
        this.timeline = timeline;
        this.shape = shape;
    }

    /** The same bytes every time. */
    public void write(Blob blob, OutputStream out) throws IOException {
        if (shape.byteOrderMark) {
            out.write(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
        }
        out.write('[');
        Dice dice = Dice.of(seed, COPIES, blob.index());
        boolean comma = writeCopies(blob, dice, out);
        for (long number = blob.first(); number < blob.end(); number++) {
            if (comma) {
                out.write(',');
            }
            corpus.write(blob.owner(), number, false, out);
            comma = true;
        }
        long last = blob.end() - 1;
        if (last >= blob.first() && dice.chance(shape.repeatedInside) && corpus.repeatable(last)) {
            out.write(',');
            corpus.write(blob.owner(), last, true, out);
        }
        out.write(']');
    }

    private boolean writeCopies(Blob blob, Dice dice, OutputStream out) throws IOException {
        boolean between = dice.chance(shape.repeatedBetween);
        Blob earlier = between || shape.oldAndRepeated > 0 ? previous(blob) : null;
        if (earlier == null) {
            return false;
        }
        long size = earlier.end() - earlier.first();
        boolean all = !earlier.owner().age().isZero();
        long count = all ? size : between ? 1 + dice.below((int) Math.min(size, 10)) : 0;
        boolean written = false;
        for (long number = earlier.first(); number < earlier.first() + count; number++) {
            if (corpus.repeatable(number)) {
                if (written) {
                    out.write(',');
                }
                corpus.write(earlier.owner(), number, true, out);
                written = true;
            }
        }
        return written;
    }

    /** The nearest earlier blob of the same type that can be fetched, or null. */
    private Blob previous(Blob blob) {
        Owner owner = blob.owner();
        for (long index = owner.index() - 1; index >= Math.max(0, owner.index() - FARTHEST); index--) {
            if (corpus.type(index) == owner.type()) {
                Blob earlier = timeline.blob(index);
                return earlier.lost() ? null : earlier;
            }
        }
        return null;
    }
}
