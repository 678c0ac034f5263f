package org.m365siem.simulator.receiver;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** An event id in 16 bytes: the id itself where it is a lower-case GUID, otherwise half of its SHA-256. */
record EventKey(long high, long low) {
    static final int BYTES = 16;
    private static final int GUID_LENGTH = 36;

    static EventKey of(String id) {
        if (id.length() == GUID_LENGTH && id.charAt(8) == '-') {
            try {
                UUID guid = UUID.fromString(id);
                if (guid.toString().equals(id)) {
                    return new EventKey(guid.getMostSignificantBits(), guid.getLeastSignificantBits());
                }
            } catch (IllegalArgumentException notAGuid) {
                // hashed like any other id
            }
        }
        ByteBuffer hash = ByteBuffer.wrap(sha256().digest(id.getBytes(StandardCharsets.UTF_8)));
        return new EventKey(hash.getLong(), hash.getLong());
    }

    /** A well mixed number, also for keys that are running numbers. */
    long spread() {
        long mixed = high * 0x9E3779B97F4A7C15L ^ low;
        mixed = (mixed ^ (mixed >>> 33)) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ (mixed >>> 33);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
