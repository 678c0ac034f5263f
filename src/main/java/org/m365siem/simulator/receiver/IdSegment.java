package org.m365siem.simulator.receiver;

import java.nio.ByteBuffer;

/** An open-addressed table of 16-byte keys with a count of one byte each, in direct memory. */
final class IdSegment {
    private static final int ENTRY = EventKey.BYTES + 1;
    private static final int MOST = 255;

    private ByteBuffer table = ByteBuffer.allocateDirect(32 * ENTRY);
    private int slots = 32;
    private int used;

    int add(EventKey key) {
        int at = find(key);
        int before = countAt(at);
        if (before == 0) {
            write(at, key, 1);
            if (++used * 5L > slots * 4L) {
                grow();
            }
        } else if (before < MOST) {
            write(at, key, before + 1);
        }
        return before;
    }

    int count(EventKey key) {
        return countAt(find(key));
    }

    /** The slot of the key, or the free one where it belongs. */
    private int find(EventKey key) {
        int slot = (int) (((key.spread() >>> 32) * slots) >>> 32);
        while (countAt(slot * ENTRY) != 0
                && (table.getLong(slot * ENTRY) != key.high() || table.getLong(slot * ENTRY + 8) != key.low())) {
            slot = slot + 1 == slots ? 0 : slot + 1;
        }
        return slot * ENTRY;
    }

    private int countAt(int at) {
        return table.get(at + EventKey.BYTES) & 0xFF;
    }

    private void write(int at, EventKey key, int count) {
        table.putLong(at, key.high()).putLong(at + 8, key.low()).put(at + EventKey.BYTES, (byte) count);
    }

    private void grow() {
        ByteBuffer old = table;
        int oldSlots = slots;
        slots = slots + slots / 2;
        table = ByteBuffer.allocateDirect(slots * ENTRY);
        for (int at = 0; at < oldSlots * ENTRY; at += ENTRY) {
            int count = old.get(at + EventKey.BYTES) & 0xFF;
            if (count != 0) {
                EventKey key = new EventKey(old.getLong(at), old.getLong(at + 8));
                write(find(key), key, count);
            }
        }
    }
}
