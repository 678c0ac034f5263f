package org.m365siem.simulator.tenant.records;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;

/** A set of running numbers, one bit each. All methods may be called from any thread. */
public final class EventBitmap {
    private static final int BITS = 30;

    private final List<BitSet> parts = new ArrayList<>();

    /** Adds a number; true when it was not there. */
    public synchronized boolean add(long number) {
        BitSet part = part(number);
        int bit = bit(number);
        boolean fresh = !part.get(bit);
        part.set(bit);
        return fresh;
    }

    public synchronized boolean contains(long number) {
        int part = (int) (number >>> BITS);
        return number >= 0 && part < parts.size() && parts.get(part).get(bit(number));
    }

    /** How many numbers there are. */
    public synchronized long size() {
        return parts.stream().mapToLong(BitSet::cardinality).sum();
    }

    /** How many of these numbers the other set does not have. */
    public long without(EventBitmap other) {
        EventBitmap rest = copy();
        EventBitmap taken = other.copy();
        for (int i = 0; i < Math.min(rest.parts.size(), taken.parts.size()); i++) {
            rest.parts.get(i).andNot(taken.parts.get(i));
        }
        return rest.size();
    }

    public synchronized EventBitmap copy() {
        EventBitmap copy = new EventBitmap();
        parts.forEach(part -> copy.parts.add((BitSet) part.clone()));
        return copy;
    }

    /** The numbers in rising order, of a copy made now. */
    public PrimitiveIterator.OfLong iterator() {
        EventBitmap copy = copy();
        return LongStream.range(0, copy.parts.size())
                .flatMap(part -> copy.parts.get((int) part).stream().mapToLong(bit -> (part << BITS) + bit))
                .iterator();
    }

    private BitSet part(long number) {
        while (parts.size() <= number >>> BITS) {
            parts.add(new BitSet());
        }
        return parts.get((int) (number >>> BITS));
    }

    private static int bit(long number) {
        return (int) (number & ((1L << BITS) - 1));
    }
}
