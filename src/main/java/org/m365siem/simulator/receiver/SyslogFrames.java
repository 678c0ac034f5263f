package org.m365siem.simulator.receiver;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts a stream into messages, RFC 6587: a digit starts an octet count, anything else a message up to the line feed. Told
 * apart at the first octet of every frame, as rsyslog and syslog-ng do.
 */
final class SyslogFrames {
    private static final int MOST_DIGITS = 9;

    private final int longest;
    private final Consumer<byte[]> messages;
    private byte[] pending = new byte[8192];
    private int start;
    private int end;
    private int scanned;

    /** @param longest the longest message in octets */
    SyslogFrames(int longest, Consumer<byte[]> messages) {
        this.longest = longest;
        this.messages = messages;
    }

    /** Takes what was read. @throws SyslogFormatException when the stream makes no sense from here on */
    void feed(byte[] bytes, int length) throws SyslogFormatException {
        makeRoom(length);
        System.arraycopy(bytes, 0, pending, end, length);
        end += length;
        while (start < end && frame()) {
            scanned = start;
        }
        if (start == end) {
            start = 0;
            end = 0;
            scanned = 0;
        }
    }

    /** The octets of a frame that has not ended; shown when the connection ends. */
    byte[] unfinished() {
        return Arrays.copyOfRange(pending, start, end);
    }

    private void makeRoom(int length) {
        if (pending.length - end < length) {
            int kept = end - start;
            byte[] room = kept + length <= pending.length / 2 ? pending : new byte[(kept + length) * 2];
            System.arraycopy(pending, start, room, 0, kept);
            scanned -= start;
            pending = room;
            start = 0;
            end = kept;
        }
    }

    private boolean frame() throws SyslogFormatException {
        byte first = pending[start];
        return first >= '1' && first <= '9' ? counted() : line();
    }

    private boolean counted() throws SyslogFormatException {
        int at = start;
        int count = 0;
        while (at < end && pending[at] >= '0' && pending[at] <= '9' && at - start <= MOST_DIGITS) {
            count = count * 10 + pending[at++] - '0';
        }
        if (at == end) {
            return false;
        }
        if (pending[at] != ' ' || count > longest || count < 0) {
            throw new SyslogFormatException("MSG-LEN is not a number up to " + longest + " and a space");
        }
        if (end - at - 1 < count) {
            return false;
        }
        messages.accept(Arrays.copyOfRange(pending, at + 1, at + 1 + count));
        start = at + 1 + count;
        return true;
    }

    private boolean line() throws SyslogFormatException {
        int at = Math.max(start, scanned);
        while (at < end && pending[at] != '\n') {
            at++;
        }
        scanned = at;
        if (at - start > longest) {
            throw new SyslogFormatException("a line is longer than " + longest);
        }
        if (at == end) {
            return false;
        }
        messages.accept(Arrays.copyOfRange(pending, start, at));
        start = at + 1;
        return true;
    }
}
