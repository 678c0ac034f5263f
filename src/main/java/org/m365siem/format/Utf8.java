package org.m365siem.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Looks at bytes as UTF-8. */
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private Utf8() {}

    /** True when the bytes are well-formed UTF-8 (RFC 3629); plain ASCII is recognised eight bytes a step. */
    static boolean valid(byte[] bytes) {
        int at = 0;
        while (at + 8 <= bytes.length && ((long) LONGS.get(bytes, at) & 0x8080808080808080L) == 0) {
            at += 8;
        }
        while (at < bytes.length && bytes[at] >= 0) {
            at++;
        }
        if (at == bytes.length) {
            return true;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, bytes.length - at));
            return true;
        } catch (CharacterCodingException notUtf8) {
            return false;
        }
    }

    /** The string's first code points, as many as fit; never half a surrogate pair. */
    static String first(String text, int codePoints) {
        return text.codePointCount(0, text.length()) <= codePoints
                ? text
                : text.substring(0, text.offsetByCodePoints(0, codePoints));
    }
}
