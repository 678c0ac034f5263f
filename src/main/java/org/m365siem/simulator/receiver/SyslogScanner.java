package org.m365siem.simulator.receiver;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the tokens of a syslog message from left to right. */
final class SyslogScanner {
    private static final int MOST_PRI = 191;

    private final byte[] bytes;
    private int at;

    SyslogScanner(byte[] bytes) {
        this.bytes = bytes;
    }

    /** {@code <0>} to {@code <191>}, without leading zeros. */
    int pri() throws SyslogFormatException {
        expect('<');
        int start = at;
        int pri = 0;
        while (nextIsDigit() && at - start < 3) {
            pri = pri * 10 + bytes[at++] - '0';
        }
        if (at == start || pri > MOST_PRI || bytes[start] == '0' && at - start > 1) {
            throw new SyslogFormatException("PRI is not 0 to 191");
        }
        expect('>');
        return pri;
    }

    boolean atEnd() {
        return at == bytes.length;
    }

    int peek() {
        return atEnd() ? -1 : bytes[at] & 0xFF;
    }

    boolean nextIsDigit() {
        return peek() >= '0' && peek() <= '9';
    }

    int next() throws SyslogFormatException {
        if (atEnd()) {
            throw new SyslogFormatException("message ends too early");
        }
        return bytes[at++] & 0xFF;
    }

    void expect(char wanted) throws SyslogFormatException {
        if (peek() != wanted) {
            throw new SyslogFormatException("'" + wanted + "' expected at octet " + at);
        }
        at++;
    }

    /** Printable US-ASCII up to one of the ends, which is not taken. */
    String word(String name, int longest, String ends) throws SyslogFormatException {
        int start = at;
        while (!atEnd() && ends.indexOf(bytes[at]) < 0) {
            if (bytes[at] < 33 || bytes[at] > 126) {
                throw new SyslogFormatException(name + " holds something else than printable US-ASCII");
            }
            at++;
        }
        if (at == start || at - start > longest) {
            throw new SyslogFormatException(name + " is not 1 to " + longest + " characters long");
        }
        return new String(bytes, start, at - start, StandardCharsets.US_ASCII);
    }

    /** A fixed number of characters, whatever they are. */
    String take(int length) throws SyslogFormatException {
        if (bytes.length - at < length) {
            throw new SyslogFormatException("message ends too early");
        }
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.US_ASCII);
    }

    ByteBuffer rest() {
        ByteBuffer rest = ByteBuffer.wrap(bytes, at, bytes.length - at);
        at = bytes.length;
        return rest;
    }
}
