package org.m365siem.simulator.receiver;

/** A message breaks a rule of its RFC. */
public final class SyslogFormatException extends Exception {
    SyslogFormatException(String rule) {
        super(rule);
    }
}
