package org.m365siem.spool.ids;

import java.io.Closeable;
import java.io.IOException;

/** Walks over hashes in ascending order, both halves unsigned, without repetition. */
interface SortedIds extends Closeable {
    /** Steps to the next hash; false when there is none. */
    boolean next() throws IOException;

    /** The first half of the present hash. */
    long high();

    /** The second half of the present hash. */
    long low();

    @Override
    default void close() throws IOException {}

    /** The order of hashes: negative, zero or positive. */
    static int compare(long high, long low, long otherHigh, long otherLow) {
        int order = Long.compareUnsigned(high, otherHigh);
        return order != 0 ? order : Long.compareUnsigned(low, otherLow);
    }
}
