package org.m365siem.simulator.receiver;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** RFC 5424 section 6, what follows the PRI. */
final class Rfc5424 {
    private static final Pattern TIMESTAMP =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:[0-5]\\d(\\.\\d{1,6})?(Z|[+-]\\d{2}:\\d{2})");

    private Rfc5424() {}

    static SyslogMessage read(int pri, SyslogScanner scanner) throws SyslogFormatException {
        String version = scanner.word("VERSION", 3, " ");
        if (!version.equals("1")) {
            throw new SyslogFormatException("VERSION is not 1");
        }
        String timestamp = header(scanner, "TIMESTAMP", 32);
        checkTime(timestamp);
        String host = header(scanner, "HOSTNAME", 255);
        String app = header(scanner, "APP-NAME", 48);
        String procId = header(scanner, "PROCID", 128);
        String msgId = header(scanner, "MSGID", 32);
        scanner.expect(' ');
        Map<String, Map<String, String>> data = structuredData(scanner);
        String message = scanner.atEnd() ? null : message(scanner);
        return new SyslogMessage(pri / 8, pri % 8, 1, timestamp, host, app, procId, msgId, data, message);
    }

    private static String header(SyslogScanner scanner, String name, int longest) throws SyslogFormatException {
        scanner.expect(' ');
        return scanner.word(name, longest, " ");
    }

    private static void checkTime(String timestamp) throws SyslogFormatException {
        try {
            if (!timestamp.equals("-")) {
                OffsetDateTime.parse(timestamp);
                if (!TIMESTAMP.matcher(timestamp).matches()) {
                    throw new SyslogFormatException("TIMESTAMP is not as RFC 5424 wants it");
                }
            }
        } catch (DateTimeParseException e) {
            throw new SyslogFormatException("TIMESTAMP is not a time");
        }
    }

    private static Map<String, Map<String, String>> structuredData(SyslogScanner scanner) throws SyslogFormatException {
        Map<String, Map<String, String>> data = new LinkedHashMap<>();
        if (scanner.peek() == '-') {
            scanner.next();
            return data;
        }
        do {
            scanner.expect('[');
            String id = name(scanner, "SD-ID", " ]");
            if (data.put(id, parameters(scanner)) != null) {
                throw new SyslogFormatException("SD-ID " + id + " appears twice");
            }
            scanner.expect(']');
        } while (scanner.peek() == '[');
        return data;
    }

    private static Map<String, String> parameters(SyslogScanner scanner) throws SyslogFormatException {
        Map<String, String> parameters = new LinkedHashMap<>();
        while (scanner.peek() == ' ') {
            scanner.next();
            String name = name(scanner, "PARAM-NAME", "=");
            scanner.expect('=');
            scanner.expect('"');
            parameters.putIfAbsent(name, value(scanner));
            scanner.expect('"');
        }
        return parameters;
    }

    private static String name(SyslogScanner scanner, String what, String ends) throws SyslogFormatException {
        String name = scanner.word(what, 32, ends);
        if (name.indexOf('"') >= 0 || name.indexOf(']') >= 0 || name.indexOf('=') >= 0) {
            throw new SyslogFormatException(what + " holds one of = ] \"");
        }
        return name;
    }

    /** A backslash before anything else than {@code " \ ]} is an ordinary one (section 6.3.3). */
    private static String value(SyslogScanner scanner) throws SyslogFormatException {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        while (scanner.peek() != '"') {
            int octet = scanner.next();
            if (octet == ']') {
                throw new SyslogFormatException("PARAM-VALUE holds a ] that is not escaped");
            }
            if (octet == '\\' && (scanner.peek() == '"' || scanner.peek() == '\\' || scanner.peek() == ']')) {
                octet = scanner.next();
            }
            value.write(octet);
        }
        return SyslogMessage.utf8(ByteBuffer.wrap(value.toByteArray()), "PARAM-VALUE");
    }

    private static String message(SyslogScanner scanner) throws SyslogFormatException {
        scanner.expect(' ');
        ByteBuffer rest = scanner.rest();
        boolean bom = rest.remaining() >= 3
                && rest.get(rest.position()) == (byte) 0xEF
                && rest.get(rest.position() + 1) == (byte) 0xBB
                && rest.get(rest.position() + 2) == (byte) 0xBF;
        return bom
                ? SyslogMessage.utf8(rest.position(rest.position() + 3), "MSG")
                : StandardCharsets.UTF_8.decode(rest).toString();
    }
}
