package org.m365siem.deliver;

import org.m365siem.event.SecurityEvent;
import org.m365siem.format.Bytes;

/** How messages stand one behind the other on a connection, e.g. {@code SyslogLine::octetCounted}. */
@FunctionalInterface
interface SyslogFraming {
    void append(SecurityEvent event, byte[] payload, Bytes out);
}
