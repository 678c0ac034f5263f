package org.m365siem.simulator.tenant.records;

import java.util.List;

/** Random numbers that depend on a seed and on what they are for, and on nothing else. Not for secrets. */
public final class Dice {
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private long state;

    private Dice(long state) {
        this.state = state;
    }

    /** Dice for one thing, named by any numbers: the same numbers give the same throws. */
    public static Dice of(long seed, long... subject) {
        return new Dice(hash(seed, subject));
    }

    /** A well-mixed number out of a seed and the numbers that name a thing. */
    public static long hash(long seed, long... subject) {
        long hash = mix(seed + STEP);
        for (long part : subject) {
            hash = mix(hash ^ mix(part + STEP));
        }
        return hash;
    }

    /** The finaliser of splitmix64 (Steele, Lea and Flood, 2014). */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    public long next() {
        state += STEP;
        return mix(state);
    }

    /** A number from 0 to bound - 1. */
    public int below(int bound) {
        return (int) ((next() >>> 33) % bound);
    }

    /** True this often: 0 never, 1 always. */
    public boolean chance(double share) {
        return (next() >>> 11) * 0x1.0p-53 < share;
    }

    public <T> T pick(List<T> from) {
        return from.get(below(from.size()));
    }
}
