package org.m365siem.spool.sqlite;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing byte array to write numbers and text into; kept and used again, so that an append makes little garbage. */
final class Bytes {
    private static final int KEPT = 4 << 20;

    private byte[] array = new byte[1 << 16];
    private int length;

    void reset() {
        length = 0;
        if (array.length > KEPT) {
            array = new byte[1 << 16];
        }
    }

    byte[] array() {
        return array;
    }

    int length() {
        return length;
    }

    /** Seven bits a byte, the lowest first; negative numbers take ten bytes. */
    void number(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            array[length++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        array[length++] = (byte) rest;
    }

    void signed(long value) {
        number(value << 1 ^ value >> 63);
    }

    void bytes(byte[] value) {
        number(value.length);
        room(value.length);
        System.arraycopy(value, 0, array, length, value.length);
        length += value.length;
    }

    void text(String value) {
        bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    private void room(int more) {
        if (array.length - length < more) {
            array = Arrays.copyOf(
                    array, Math.max(Math.addExact(length, more), (int) Math.min(array.length * 2L, 1 << 30)));
        }
    }

    /** Reads what {@link Bytes} wrote; a number that leads out of the array is an {@link IndexOutOfBoundsException}. */
    static final class Reader {
        private final byte[] array;
        private int at;

        Reader(byte[] array) {
            this.array = array;
        }

        long number() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = array[at++];
                value |= (long) (next & 0x7F) << shift;
                if (next >= 0) {
                    return value;
                }
            }
        }

        long signed() {
            long value = number();
            return value >>> 1 ^ -(value & 1);
        }

        int count() {
            return Math.toIntExact(number());
        }

        byte[] bytes() {
            int from = skip();
            return Arrays.copyOfRange(array, from, at);
        }

        String text() {
            int from = skip();
            return new String(array, from, at - from, StandardCharsets.UTF_8);
        }

        private int skip() {
            int size = count();
            int from = at;
            if (size < 0 || size > array.length - at) {
                throw new IndexOutOfBoundsException("length " + size + " at " + at);
            }
            at += size;
            return from;
        }
    }
}
