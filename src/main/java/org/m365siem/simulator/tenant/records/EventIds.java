package org.m365siem.simulator.tenant.records;

/**
 * Record ids that look like random GUIDs and carry the running number of the event, so that millions of events can be
 * ticked off in a bitmap. The last twelve digits are the scattered number, the others a check of it.
 */
public final class EventIds {
    private static final long MASK = (1L << 48) - 1;
    /** An odd factor and its inverse modulo 2^48. */
    private static final long FACTOR = 0x5DEECE66DL;

    private static final long INVERSE = inverse(FACTOR);

    private final long seed;
    private final long shift;

    public EventIds(long seed) {
        this.seed = seed;
        this.shift = Dice.hash(seed, 48) & MASK;
    }

    /** @param number from 0 to 2^48 - 1 */
    public String id(long number) {
        long scattered = ((number + shift) * FACTOR) & MASK;
        long check = Dice.hash(seed, scattered);
        char[] text = new char[36];
        hex(text, 0, 8, check >>> 32);
        hex(text, 9, 4, check >>> 16);
        hex(text, 14, 4, 0x4000 | (check & 0xFFF));
        hex(text, 19, 4, 0x8000 | ((check >>> 48) & 0x3FFF));
        hex(text, 24, 12, scattered);
        for (int dash : new int[] {8, 13, 18, 23}) {
            text[dash] = '-';
        }
        return new String(text);
    }

    /** The running number of an id, or -1 when this tenant never made it. */
    public long number(CharSequence id) {
        if (id.length() != 36) {
            return -1;
        }
        long scattered = 0;
        for (int i = 24; i < 36; i++) {
            int digit = Character.digit(id.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            scattered = scattered << 4 | digit;
        }
        long number = (scattered * INVERSE - shift) & MASK;
        return id(number).contentEquals(id) ? number : -1;
    }

    private static void hex(char[] text, int from, int digits, long value) {
        for (int i = digits - 1; i >= 0; i--) {
            text[from + i] = Character.forDigit((int) (value & 0xF), 16);
            value >>>= 4;
        }
    }

    /** Newton's iteration: each round doubles the correct bits. */
    private static long inverse(long odd) {
        long inverse = odd;
        for (int round = 0; round < 5; round++) {
            inverse *= 2 - odd * inverse;
        }
        return inverse & MASK;
    }
}
