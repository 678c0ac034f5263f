package org.m365siem.format;

import java.util.HashMap;
import java.util.Map;
import org.m365siem.event.SecurityEvent;
import org.m365siem.event.Severity;

/** All of a syslog message before its MSG; see {@link SyslogLine}. Not for several threads. */
final class SyslogHeader {
    static final String APP = "m365-siem";

    /** The longest structured data value, in code points; a longer one is cut and the event says truncated. */
    static final int LONGEST_VALUE = SecurityEvent.LONGEST_ID;

    /** The same where room is short: four such values and the longest header fields stay under 1,024 bytes. */
    static final int SHORTEST_VALUE = 36;

    private static final int MOST_TAILS = 500;

    private final boolean rfc5424;
    private final int facility;
    private final byte[] origin;
    private final SyslogTime time = new SyslogTime();
    private final Map<String, Tail> tails = new HashMap<>();
    private int tailLongest;
    private String tailTenant;
    private String tailSource;

    private record Tail(byte[] messageId, byte[] rest, boolean cut) {}

    /**
     * @param host this machine's name
     * @param process its process id
     */
    SyslogHeader(boolean rfc5424, int facility, String host, String process) {
        this.rfc5424 = rfc5424;
        this.facility = facility;
        Bytes bytes = new Bytes(64).put(' ').ascii(word(host, 255)).put(' ').ascii(APP);
        origin = (rfc5424 ? bytes.put(' ').ascii(word(process, 128)).put(' ') : bytes.ascii(": ")).toArray();
    }

    /**
     * Writes the header; with RFC 5424 up to the end of the structured data, with RFC 3164 up to {@code TAG: }.
     *
     * @param longest code points allowed for a structured data value
     */
    void write(SecurityEvent event, boolean truncated, int longest, Bytes out) {
        out.put('<').digits(facility * 8 + level(event.severity()), 1).put('>');
        if (!rfc5424) {
            time.rfc3164(event.time(), out);
            out.put(origin);
            return;
        }
        out.put('1').put(' ');
        time.rfc5424(event.time(), out);
        Tail tail = tail(event, longest);
        out.put(origin).put(tail.messageId());
        boolean cut = parameter(" id=\"", event.id(), longest, out) || tail.cut();
        out.put(tail.rest()).ascii(truncated || cut ? " truncated=\"true\"]" : "]");
    }

    /** What events of one tenant, source and type have in common; they come by the hundred. */
    private Tail tail(SecurityEvent event, int longest) {
        if (longest != tailLongest
                || !event.tenant().equals(tailTenant)
                || !event.source().equals(tailSource)
                || tails.size() > MOST_TAILS) {
            tails.clear();
            tailLongest = longest;
            tailTenant = event.tenant();
            tailSource = event.source();
        }
        return tails.computeIfAbsent(event.type(), type -> {
            Bytes rest = new Bytes(256);
            boolean cut = parameter(" tenant=\"", event.tenant(), longest, rest)
                    | parameter(" source=\"", event.source(), longest, rest)
                    | parameter(" type=\"", type, longest, rest);
            byte[] messageId =
                    new Bytes(64).ascii(word(type, 32)).ascii(" [m365@32473").toArray();
            return new Tail(messageId, rest.toArray(), cut);
        });
    }

    /** The syslog severity of each Microsoft severity; a record without one is informational. */
    private static int level(Severity severity) {
        return switch (severity) {
            case CRITICAL -> 2;
            case HIGH -> 3;
            case MEDIUM -> 4;
            case LOW, UNKNOWN -> 5;
            case INFORMATIONAL, NONE -> 6;
        };
    }

    /** A header field: printable ASCII, at most so long, the nil value when empty. */
    private static String word(String text, int most) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < text.length() && i < most; i++) {
            char c = text.charAt(i);
            word.append(c > ' ' && c < 0x7f ? c : '_');
        }
        return word.isEmpty() ? "-" : word.toString();
    }

    /** Escapes what RFC 5424 section 6.3.3 names; a control character would break the line and becomes a space. */
    private static boolean parameter(String start, String value, int longest, Bytes out) {
        String shown = value.length() <= longest ? value : Utf8.first(value, longest);
        out.ascii(start);
        if (isPlain(shown)) {
            out.ascii(shown);
        } else {
            StringBuilder escaped = new StringBuilder();
            shown.codePoints().forEach(c -> {
                if (c == '"' || c == '\\' || c == ']') {
                    escaped.append('\\');
                }
                escaped.appendCodePoint(Character.isISOControl(c) ? ' ' : c);
            });
            out.utf8(escaped.toString());
        }
        out.put('"');
        return shown.length() < value.length();
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\' || c == ']') {
                return false;
            }
        }
        return true;
    }
}
