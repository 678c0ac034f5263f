package org.m365siem.spool.ids;

import java.util.SplittableRandom;

/**
 * Sorts three columns together, in place: quicksort with three parts, so that the many equal hours cost little, and with a
 * random pivot, so that no order of event times makes it slow.
 */
final class StagedSort {
    private static final int SHORT = 12;

    private final SplittableRandom random = new SplittableRandom();
    private final long[] hours;
    private final long[] highs;
    private final long[] lows;
    private final boolean byHash;

    StagedSort(long[] hours, long[] highs, long[] lows, boolean byHash) {
        this.hours = hours;
        this.highs = highs;
        this.lows = lows;
        this.byHash = byHash;
    }

    /** Sorts a range; the recursion goes into the shorter part only, so that the stack stays small. */
    void sort(int from, int to) {
        int start = from;
        int end = to;
        while (end - start > SHORT) {
            int pivot = random.nextInt(start, end);
            long hour = hours[pivot];
            long high = highs[pivot];
            long low = lows[pivot];
            int less = start;
            int more = end;
            for (int i = start; i < more; ) {
                int order = compare(i, hour, high, low);
                if (order < 0) {
                    swap(less++, i++);
                } else if (order > 0) {
                    swap(i, --more);
                } else {
                    i++;
                }
            }
            if (less - start < end - more) {
                sort(start, less);
                start = more;
            } else {
                sort(more, end);
                end = less;
            }
        }
        insert(start, end);
    }

    private void insert(int from, int to) {
        for (int i = from + 1; i < to; i++) {
            for (int j = i; j > from && compare(j - 1, hours[j], highs[j], lows[j]) > 0; j--) {
                swap(j - 1, j);
            }
        }
    }

    private int compare(int at, long hour, long high, long low) {
        if (hours[at] != hour) {
            return hours[at] < hour ? -1 : 1;
        }
        return byHash ? SortedIds.compare(highs[at], lows[at], high, low) : 0;
    }

    private void swap(int a, int b) {
        swap(hours, a, b);
        swap(highs, a, b);
        swap(lows, a, b);
    }

    private static void swap(long[] column, int a, int b) {
        long held = column[a];
        column[a] = column[b];
        column[b] = held;
    }
}
