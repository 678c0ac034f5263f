package org.m365siem.spool.ids;

/**
 * Looks a hash up where it ought to be: hashes are spread evenly, so its value says its position to within the square root
 * of the count, and a few steps find it. Whatever the spread, halving takes over after some steps.
 */
final class InterpolationSearch {
    private static final int GUESSES = 12;

    private InterpolationSearch() {}

    static boolean find(Run run, long count, long high, long low) {
        long from = 0;
        long to = count;
        long probe = share(high, count);
        for (int step = 0; from < to; step++) {
            long found = run.high(probe);
            int order = Long.compareUnsigned(found, high);
            if (order == 0) {
                order = Long.compareUnsigned(run.low(probe), low);
                if (order == 0) {
                    return true;
                }
            }
            long distance = share(order < 0 ? high - found : found - high, count) + 1;
            if (order < 0) {
                from = probe + 1;
                probe = Math.min(probe + distance, to - 1);
            } else {
                to = probe;
                probe = Math.max(probe - distance, from);
            }
            if (step >= GUESSES) {
                probe = from + to >>> 1;
            }
        }
        return false;
    }

    /** The part of the count that corresponds to the part of the whole range of 64 unsigned bits. */
    static long share(long part, long count) {
        return Math.multiplyHigh(part, count) + (part >> 63 & count);
    }
}
