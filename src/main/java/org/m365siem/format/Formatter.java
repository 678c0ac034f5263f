package org.m365siem.format;

import org.m365siem.event.SecurityEvent;

/**
 * Turns an event into the bytes that a SIEM reads. Pure and total: no input may throw; a field that does not fit is left out
 * or shortened by the format's own rules, and the event says so.
 */
@FunctionalInterface
public interface Formatter {
    byte[] format(SecurityEvent event);
}
