package org.m365siem.format;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A payload without line ends and other control characters, so that one event stays one line whatever the receiver splits or
 * escapes on. Outside JSON strings they become a space, inside strings their JSON escape: the value stays the same.
 */
final class OneLine {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = ONES << 7;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private OneLine() {}

    /** The same array when it needs no change, which is the rule. */
    static byte[] of(byte[] payload) {
        byte[] bytes = withoutMark(payload);
        return hasControls(bytes) ? escaped(bytes) : bytes;
    }

    /** Eight bytes a step: this runs over every byte that is sent. */
    private static boolean hasControls(byte[] bytes) {
        int at = 0;
        for (; at + 8 <= bytes.length; at += 8) {
            long eight = (long) LONGS.get(bytes, at);
            long below = (eight - ONES * 0x20) & ~eight & HIGHS;
            long delete = eight ^ (ONES * 0x7f);
            if ((below | ((delete - ONES) & ~delete & HIGHS)) != 0) {
                return true;
            }
        }
        for (; at < bytes.length; at++) {
            if (isControl(bytes[at])) {
                return true;
            }
        }
        return false;
    }

    private static byte[] escaped(byte[] bytes) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(bytes.length + 64);
        boolean json = isJson(bytes);
        boolean string = false;
        boolean backslash = false;
        for (byte b : bytes) {
            if (!isControl(b)) {
                line.write(b);
            } else if (json && string) {
                line.writeBytes(new byte[] {'\\', 'u', '0', '0', HEX[b >> 4], HEX[b & 15]});
            } else {
                line.write(' ');
            }
            if (b == '"' && !backslash) {
                string = !string;
            }
            backslash = b == '\\' && !backslash;
        }
        return line.toByteArray();
    }

    private static boolean isJson(byte[] bytes) {
        int at = 0;
        while (at < bytes.length && (bytes[at] == ' ' || isControl(bytes[at]))) {
            at++;
        }
        return at < bytes.length && (bytes[at] == '{' || bytes[at] == '[');
    }

    private static boolean isControl(byte b) {
        return (b >= 0 && b < 0x20) || b == 0x7f;
    }

    private static byte[] withoutMark(byte[] bytes) {
        boolean marked =
                bytes.length > 2 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
        return marked ? Arrays.copyOfRange(bytes, 3, bytes.length) : bytes;
    }
}
