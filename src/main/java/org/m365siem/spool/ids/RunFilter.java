package org.m365siem.spool.ids;

/**
 * A Bloom filter in blocks of one word: it says of almost every hash that is not in a run so with one look into memory, and
 * never of one that is. The block follows from the first half of the hash, so that a sorted walk fills block after block
 * and the filter of a run of any size is written without being held in memory.
 */
final class RunFilter {
    /** With four bits each about one foreign hash in a hundred passes, at 1.6 bytes an id. */
    private static final int IDS_A_BLOCK = 5;

    private static final long MOST_BLOCKS = 1 << 27;

    private RunFilter() {}

    /** How many words the filter of a run has: an even number, at most a gigabyte. */
    static long blocks(long count) {
        return Math.min(count / IDS_A_BLOCK + 2 & -2L, MOST_BLOCKS);
    }

    /** The position of the word for a hash. */
    static long block(long high, long blocks) {
        return InterpolationSearch.share(high, blocks);
    }

    /** The bits that a hash sets in its word. */
    static long bits(long low) {
        return 1L << low | 1L << (low >>> 6) | 1L << (low >>> 12) | 1L << (low >>> 18);
    }
}
