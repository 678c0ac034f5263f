package org.m365siem.spool.ids;

import java.util.Arrays;

/**
 * A set of hashes in primitive arrays, about 32 bytes each: three columns in the order of adding and an open-addressing
 * index into them.
 */
final class StagedIds {
    private static final int SMALLEST = 64;

    private final int expected;
    private long[] hours;
    private long[] highs;
    private long[] lows;
    private int[] slots;
    private int size;

    /** Room for this many without growing past it in big steps; what it holds in the end may be more. */
    StagedIds(int expected) {
        this.expected = expected;
        int capacity = Math.max(1, Math.min(expected, SMALLEST));
        hours = new long[capacity];
        highs = new long[capacity];
        lows = new long[capacity];
        slots = new int[slotsFor(capacity)];
    }

    int size() {
        return size;
    }

    long hour(int position) {
        return hours[position];
    }

    void setHour(int position, long hour) {
        hours[position] = hour;
    }

    boolean contains(long high, long low) {
        return slots[slot(high, low)] != 0;
    }

    /** False when the hash was there already. */
    boolean add(long high, long low, long hour) {
        int slot = slot(high, low);
        if (slots[slot] != 0) {
            return false;
        }
        if (size == highs.length) {
            grow();
            slot = slot(high, low);
        }
        hours[size] = hour;
        highs[size] = high;
        lows[size] = low;
        slots[slot] = ++size;
        return true;
    }

    /** Sorts by hour and, when asked, within the hour by hash; from here to {@link #index} nothing may be looked up. */
    void sort(boolean byHash) {
        new StagedSort(hours, highs, lows, byHash).sort(0, size);
    }

    /** A sorted walk from a position to the end. */
    SortedIds from(int start) {
        return new SortedIds() {
            private int at = start - 1;

            @Override
            public boolean next() {
                return ++at < size;
            }

            @Override
            public long high() {
                return highs[at];
            }

            @Override
            public long low() {
                return lows[at];
            }
        };
    }

    /** Forgets everything from a position on. */
    void truncate(int newSize) {
        size = newSize;
    }

    /** Makes what is left findable again after sorting and truncating. */
    void index() {
        Arrays.fill(slots, 0);
        for (int i = 0; i < size; i++) {
            slots[slot(highs[i], lows[i])] = i + 1;
        }
    }

    /** The slot of the hash, or the empty one where it would go. */
    private int slot(long high, long low) {
        int mask = slots.length - 1;
        int slot = (int) low & mask;
        while (slots[slot] != 0) {
            int at = slots[slot] - 1;
            if (lows[at] == low && highs[at] == high) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        int capacity = size < expected
                ? (int) Math.min(2L * size, expected)
                : Math.addExact(size, Math.max(SMALLEST, size / 8));
        hours = Arrays.copyOf(hours, capacity);
        highs = Arrays.copyOf(highs, capacity);
        lows = Arrays.copyOf(lows, capacity);
        slots = null; // the old index may go before the new one comes
        slots = new int[slotsFor(capacity)];
        index();
    }

    /** A power of two that leaves at least a third of the slots empty. */
    private static int slotsFor(int capacity) {
        return Integer.highestOneBit(Math.max(1, capacity + capacity / 2 - 1)) << 1;
    }
}
