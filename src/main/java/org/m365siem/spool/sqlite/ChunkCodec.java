package org.m365siem.spool.sqlite;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import net.jpountz.lz4.LZ4Factory;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;
import org.m365siem.event.Severity;
import org.m365siem.spool.SpoolException;

/**
 * An event batch as the body of a chunk: one version byte, the length unpacked (4 bytes), CRC-32C of the packed part (4 bytes),
 * then one LZ4 block. Inside, texts that repeat (feed, type, user) stand once in a table; times are differences.
 */
final class ChunkCodec {
    private static final byte VERSION = 1;
    private static final int HEADER = 9;
    private static final LZ4Factory LZ4 = lz4();
    private static final Severity[] SEVERITIES = Severity.values();

    private final Bytes plain = new Bytes();
    private byte[] packed = new byte[0];

    /** The library's own choice is its slow Java code wherever it was not loaded by the system's class loader, as in a jar of jars. */
    private static LZ4Factory lz4() {
        try {
            return LZ4Factory.nativeInstance();
        } catch (RuntimeException | LinkageError | AssertionError noNativeCode) {
            return LZ4Factory.fastestInstance();
        }
    }

    byte[] encode(EventBatch batch) {
        Map<String, Integer> texts = table(batch);
        plain.reset();
        plain.text(batch.source());
        plain.text(batch.tenant());
        plain.number(texts.size());
        texts.keySet().forEach(plain::text);
        plain.number(batch.size());
        long second = 0;
        for (SecurityEvent event : batch.events()) {
            plain.text(event.id());
            plain.number(texts.get(event.feed()));
            plain.number(texts.get(event.type()));
            plain.number(texts.get(event.user()));
            plain.number(event.severity().ordinal());
            plain.signed(event.time().getEpochSecond() - second);
            second = event.time().getEpochSecond();
            plain.number(event.time().getNano());
            plain.bytes(event.json());
        }
        return pack();
    }

    private static Map<String, Integer> table(EventBatch batch) {
        Map<String, Integer> texts = new LinkedHashMap<>();
        for (SecurityEvent event : batch.events()) {
            texts.putIfAbsent(event.feed(), texts.size());
            texts.putIfAbsent(event.type(), texts.size());
            texts.putIfAbsent(event.user(), texts.size());
        }
        return texts;
    }

    private byte[] pack() {
        int most = LZ4.fastCompressor().maxCompressedLength(plain.length());
        if (packed.length < most || packed.length > 8L * Math.max(most, 1 << 20)) {
            packed = new byte[most];
        }
        int size = LZ4.fastCompressor().compress(plain.array(), 0, plain.length(), packed, 0, most);
        return ByteBuffer.allocate(HEADER + size)
                .put(VERSION)
                .putInt(plain.length())
                .putInt(checksum(packed, 0, size))
                .put(packed, 0, size)
                .array();
    }

    /** @param name what the body is, for the message when it cannot be read */
    static EventBatch decode(byte[] body, String name) {
        try {
            return read(new Bytes.Reader(unpack(body)));
        } catch (RuntimeException e) {
            throw new SpoolException(
                    name + " cannot be read (" + e.getMessage()
                            + "): the database is damaged; restore the state directory" + " from a backup",
                    e);
        }
    }

    private static byte[] unpack(byte[] body) {
        ByteBuffer header = ByteBuffer.wrap(body);
        byte version = header.get();
        if (version != VERSION) {
            throw new IllegalArgumentException("unknown version " + version);
        }
        byte[] plain = new byte[header.getInt()];
        if (header.getInt() != checksum(body, HEADER, body.length - HEADER)) {
            throw new IllegalArgumentException("wrong checksum");
        }
        LZ4.safeDecompressor().decompress(body, HEADER, body.length - HEADER, plain, 0, plain.length);
        return plain;
    }

    private static EventBatch read(Bytes.Reader in) {
        String source = in.text();
        String tenant = in.text();
        String[] texts = new String[in.count()];
        Arrays.setAll(texts, i -> in.text());
        int count = in.count();
        List<SecurityEvent> events = new ArrayList<>(count);
        long second = 0;
        for (int i = 0; i < count; i++) {
            String id = in.text();
            String feed = texts[in.count()];
            String type = texts[in.count()];
            String user = texts[in.count()];
            Severity severity = SEVERITIES[in.count()];
            second += in.signed();
            Instant time = Instant.ofEpochSecond(second, in.number());
            events.add(new SecurityEvent(id, tenant, source, feed, type, time, severity, user, in.bytes()));
        }
        return EventBatch.of(source, tenant, events);
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
