package org.m365siem.simulator.receiver;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** RFC 3164 section 4.1, what follows the PRI: time without year, host, tag, content. */
final class Rfc3164 {
    private static final int TIMESTAMP_LENGTH = 15;
    private static final Pattern TIMESTAMP = Pattern.compile(
            "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ([ 1-9]\\d) ([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d");
    private static final Pattern TAG = Pattern.compile("([A-Za-z0-9]{1,32})(\\[([^]\\s]+)])?: ?(.*)", Pattern.DOTALL);
    private static final Pattern BARE_CEF = Pattern.compile("(CEF|LEEF):.*", Pattern.DOTALL);

    private Rfc3164() {}

    static SyslogMessage read(int pri, SyslogScanner scanner) throws SyslogFormatException {
        String timestamp = scanner.take(TIMESTAMP_LENGTH);
        Matcher time = TIMESTAMP.matcher(timestamp);
        if (!time.matches()) {
            throw new SyslogFormatException("TIMESTAMP is not 'Mmm dd hh:mm:ss'");
        }
        int day = Integer.parseInt(time.group(2).strip());
        if (day < 1 || day > 31) {
            throw new SyslogFormatException("TIMESTAMP has no such day");
        }
        scanner.expect(' ');
        String host = scanner.word("HOSTNAME", 255, " ");
        scanner.expect(' ');
        ByteBuffer rest = scanner.rest();
        String text = StandardCharsets.UTF_8.decode(rest).toString();
        // CEF and LEEF over syslog have no tag: their own prefix stands in its place
        if (BARE_CEF.matcher(text).matches()) {
            return message(pri, timestamp, host, "-", "-", text);
        }
        Matcher tag = TAG.matcher(text);
        if (!tag.matches()) {
            throw new SyslogFormatException("TAG is not 1 to 32 letters and digits, then a colon");
        }
        return message(pri, timestamp, host, tag.group(1), tag.group(3) == null ? "-" : tag.group(3), tag.group(4));
    }

    private static SyslogMessage message(int pri, String time, String host, String app, String procId, String text) {
        return new SyslogMessage(pri / 8, pri % 8, 0, time, host, app, procId, "-", Map.of(), text);
    }
}
