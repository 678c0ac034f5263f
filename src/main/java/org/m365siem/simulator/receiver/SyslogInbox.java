package org.m365siem.simulator.receiver;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the messages of one connection and hands their ids to the log, many at a time. Not safe for several threads. */
final class SyslogInbox {
    private static final int HEAD = 64;

    private final ReceiverLog log;
    private final List<String> ids = new ArrayList<>();

    SyslogInbox(ReceiverLog log) {
        this.log = log;
    }

    void message(byte[] bytes) {
        try {
            String id = SyslogIds.of(SyslogMessage.parse(bytes));
            if (id == null) {
                malformed("no event id", bytes);
            } else {
                ids.add(id);
            }
        } catch (SyslogFormatException e) {
            malformed(e.getMessage(), bytes);
        }
    }

    void malformed(String rule, byte[] bytes) {
        String head = new String(bytes, 0, Math.min(bytes.length, HEAD), StandardCharsets.ISO_8859_1);
        log.malformed(rule + ": " + head.replaceAll("\\p{Cntrl}", "."));
    }

    void flush() {
        log.received(ids);
        ids.clear();
    }
}
