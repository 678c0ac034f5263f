package org.m365siem.spool.ids;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.BitSet;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;

/**
 * The ids of the events of one append, in their order: for each the first 128 bits of SHA-256 over source, tenant and event
 * id, and the hour of its event time. Two different events share a hash with a chance of about 10<sup>-21</sup> among a
 * billion, which is as good as never.
 */
public final class EventIds {
    private static final byte VERSION = 1;
    private static final int ENTRY_BYTES = 3 * Long.BYTES;
    private static final int SECONDS_AN_HOUR = 3600;
    private static final long FIRST_HOUR = Math.floorDiv(Instant.MIN.getEpochSecond(), SECONDS_AN_HOUR);
    private static final long LAST_HOUR = Math.floorDiv(Instant.MAX.getEpochSecond(), SECONDS_AN_HOUR);

    private final long[] high;
    private final long[] low;
    private final long[] hour;

    private EventIds(int size) {
        high = new long[size];
        low = new long[size];
        hour = new long[size];
    }

    /** Hashes the ids of a batch. */
    public static EventIds of(EventBatch batch) {
        EventIds ids = new EventIds(batch.size());
        MessageDigest sha256 = sha256();
        ByteBuffer buffer = ByteBuffer.allocate(512);
        for (int i = 0; i < batch.size(); i++) {
            SecurityEvent event = batch.events().get(i);
            buffer = encode(event, buffer);
            sha256.update(buffer);
            ByteBuffer hash = ByteBuffer.wrap(sha256.digest());
            ids.set(
                    i,
                    hash.getLong(),
                    hash.getLong(),
                    Math.floorDiv(event.time().getEpochSecond(), SECONDS_AN_HOUR));
        }
        return ids;
    }

    public int size() {
        return high.length;
    }

    /** The first 64 bits of the hash at a position. */
    public long high(int position) {
        return high[position];
    }

    /** The other 64 bits of the hash. */
    public long low(int position) {
        return low[position];
    }

    /** The hours from 1970-01-01T00:00Z to the event's time, rounded down: the partition in which every copy of it lies. */
    public long hour(int position) {
        return hour[position];
    }

    /** Only the ids at these positions, in the same order. */
    public EventIds select(BitSet positions) {
        EventIds selected = new EventIds(positions.cardinality());
        int n = 0;
        for (int i = positions.nextSetBit(0); i >= 0; i = positions.nextSetBit(i + 1)) {
            selected.set(n++, high[i], low[i], hour[i]);
        }
        return selected;
    }

    /** The ids as a database row keeps them; {@link #fromBytes} reads them back. */
    public byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(1 + size() * ENTRY_BYTES).put(VERSION);
        for (int i = 0; i < size(); i++) {
            bytes.putLong(high[i]).putLong(low[i]).putLong(hour[i]);
        }
        return bytes.array();
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static EventIds fromBytes(byte[] row) {
        if (row.length % ENTRY_BYTES != 1 || row[0] != VERSION) {
            throw new IllegalArgumentException("a row of " + row.length + " bytes does not hold event ids");
        }
        ByteBuffer bytes = ByteBuffer.wrap(row, 1, row.length - 1);
        EventIds ids = new EventIds(row.length / ENTRY_BYTES);
        for (int i = 0; i < ids.size(); i++) {
            ids.set(i, bytes.getLong(), bytes.getLong(), hourIn(bytes));
        }
        return ids;
    }

    private static long hourIn(ByteBuffer bytes) {
        long hour = bytes.getLong();
        if (hour < FIRST_HOUR || hour > LAST_HOUR) {
            throw new IllegalArgumentException("a row of event ids names the hour " + hour + ", which does not exist");
        }
        return hour;
    }

    private void set(int position, long highBits, long lowBits, long eventHour) {
        high[position] = highBits;
        low[position] = lowBits;
        hour[position] = eventHour;
    }

    /**
     * Lengths in front keep the parts apart. Characters go in as they are: an encoding would make the same bytes of
     * different broken surrogates, and thereby lose an event.
     */
    private static ByteBuffer encode(SecurityEvent event, ByteBuffer buffer) {
        int length = 2 * Integer.BYTES
                + Character.BYTES
                        * (event.source().length()
                                + event.tenant().length()
                                + event.id().length());
        ByteBuffer target = buffer.capacity() < length ? ByteBuffer.allocate(2 * length) : buffer;
        target.clear();
        put(target.putInt(event.source().length()), event.source());
        put(target.putInt(event.tenant().length()), event.tenant());
        put(target, event.id());
        return target.flip();
    }

    private static void put(ByteBuffer target, String text) {
        target.asCharBuffer().put(text);
        target.position(target.position() + Character.BYTES * text.length());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-256", e);
        }
    }
}
