package org.m365siem.simulator.receiver;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A syslog message that was read by the letter of its RFC.
 *
 * @param version 1 for RFC 5424, 0 for RFC 3164
 * @param timestamp as sent; {@code -} for none
 * @param data structured data: SD-ID, then parameter name and value, unescaped; RFC 3164 has none
 * @param message without its BOM; null when there is none
 */
public record SyslogMessage(
        int facility,
        int severity,
        int version,
        String timestamp,
        String host,
        String app,
        String procId,
        String msgId,
        Map<String, Map<String, String>> data,
        String message) {

    /** Reads one message of either RFC: 5424 has a version after the PRI. */
    public static SyslogMessage parse(byte[] bytes) throws SyslogFormatException {
        SyslogScanner scanner = new SyslogScanner(bytes);
        int pri = scanner.pri();
        return scanner.nextIsDigit() ? Rfc5424.read(pri, scanner) : Rfc3164.read(pri, scanner);
    }

    /** The value of a parameter in whatever structured data element holds it, or null. */
    public String parameter(String name) {
        return data.values().stream()
                .filter(element -> element.containsKey(name))
                .map(element -> element.get(name))
                .findFirst()
                .orElse(null);
    }

    /** UTF-8 by the letter: no overlong forms, no surrogates. */
    static String utf8(ByteBuffer bytes, String what) throws SyslogFormatException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new SyslogFormatException(what + " is not UTF-8");
        }
    }
}
