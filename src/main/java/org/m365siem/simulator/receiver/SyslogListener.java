package org.m365siem.simulator.receiver;

import java.io.Closeable;

/** Something that listens for syslog on a port until it is closed. */
interface SyslogListener extends Closeable {
    int port();
}
