package org.m365siem.format;

import org.m365siem.event.SecurityEvent;

/**
 * Events as syslog messages. RFC 5424: event time, this machine, {@code m365-siem}, process id, record type, {@code
 * [m365@32473 id tenant source type]}, and the payload behind a byte order mark when it is UTF-8. RFC 3164 has neither year nor
 * structured data: times are UTC, the event id is only in the payload.
 *
 * <p>A message over the limit is shortened by {@link Shortened}; when that is not enough either, the header goes alone.
 */
public final class SyslogLine {
    /** The least limit that always leaves room for the header. */
    public static final int LEAST_BYTES = 1024;

    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final boolean rfc5424;
    private final SyslogHeader header;
    private final int maxBytes;
    private final Bytes head = new Bytes(512);

    /** @param maxBytes the longest message without its framing, at least {@link #LEAST_BYTES} */
    public SyslogLine(boolean rfc5424, int facility, String host, String process, int maxBytes) {
        this.rfc5424 = rfc5424;
        this.header = new SyslogHeader(rfc5424, facility, host, process);
        this.maxBytes = maxBytes;
    }

    /** Appends {@code LENGTH SP MESSAGE} (RFC 6587 section 3.4.1, RFC 5425): the length counts bytes. */
    public void octetCounted(SecurityEvent event, byte[] payload, Bytes out) {
        byte[] text = prepare(event, payload);
        int mark = mark(text);
        out.digits(length(text, mark), 1).put(' ');
        message(text, mark, out);
    }

    /** Appends {@code MESSAGE LF} (RFC 6587 section 3.4.2): no message holds a line end of its own. */
    public void newline(SecurityEvent event, byte[] payload, Bytes out) {
        byte[] text = prepare(event, payload);
        message(text, mark(text), out);
        out.put('\n');
    }

    /** Appends the bare message, for a datagram. */
    public void bare(SecurityEvent event, byte[] payload, Bytes out) {
        byte[] text = prepare(event, payload);
        message(text, mark(text), out);
    }

    /** Leaves the header in {@link #head} and returns the text that goes with it. */
    private byte[] prepare(SecurityEvent event, byte[] payload) {
        byte[] text = OneLine.of(payload);
        header.write(event, false, SyslogHeader.LONGEST_VALUE, head.clear());
        if (length(text, MARK.length) <= maxBytes) {
            return text;
        }
        header.write(event, true, SyslogHeader.LONGEST_VALUE, head.clear());
        if (head.size() > maxBytes) {
            header.write(event, true, SyslogHeader.SHORTEST_VALUE, head.clear());
        }
        return Shortened.of(event, text, maxBytes - head.size() - 1 - MARK.length);
    }

    private int mark(byte[] text) {
        return rfc5424 && text.length > 0 && Utf8.valid(text) ? MARK.length : 0;
    }

    private int length(byte[] text, int mark) {
        return head.size() + (rfc5424 && text.length > 0 ? 1 + mark : 0) + text.length;
    }

    private void message(byte[] text, int mark, Bytes out) {
        out.put(head);
        if (rfc5424 && text.length > 0) {
            out.put(' ');
        }
        if (mark > 0) {
            out.put(MARK);
        }
        out.put(text);
    }
}
