package org.m365siem.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing byte array without locks, filled once per batch and written in one go. Not for several threads. */
public final class Bytes {
    private byte[] array;
    private int size;

    public Bytes(int capacity) {
        array = new byte[capacity];
    }

    public int size() {
        return size;
    }

    public int capacity() {
        return array.length;
    }

    /** Forgets the content, keeps the room. */
    public Bytes clear() {
        size = 0;
        return this;
    }

    Bytes put(int b) {
        room(1);
        array[size++] = (byte) b;
        return this;
    }

    Bytes put(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, array, size, bytes.length);
        size += bytes.length;
        return this;
    }

    Bytes put(Bytes other) {
        room(other.size);
        System.arraycopy(other.array, 0, array, size, other.size);
        size += other.size;
        return this;
    }

    /** ASCII text; for anything else use {@link #utf8}. */
    Bytes ascii(String text) {
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            array[size++] = (byte) text.charAt(i);
        }
        return this;
    }

    Bytes utf8(String text) {
        return put(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A number in decimal, with at least so many digits. */
    Bytes digits(int number, int least) {
        int power = 1;
        for (int digits = 1; digits < least || number / power >= 10; digits++) {
            power *= 10;
        }
        for (; power > 0; power /= 10) {
            put('0' + number / power % 10);
        }
        return this;
    }

    public byte[] toArray() {
        return Arrays.copyOf(array, size);
    }

    /** The bytes themselves; only the first {@link #size()} count, and only until the next change. */
    public byte[] array() {
        return array;
    }

    private void room(int more) {
        if (size + more > array.length) {
            array = Arrays.copyOf(array, Math.max(size + more, array.length * 2));
        }
    }
}
