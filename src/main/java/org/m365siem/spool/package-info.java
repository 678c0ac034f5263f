/** The durable log between sources and sinks: one append, one cursor per sink, and it refuses events that it has seen. */
package org.m365siem.spool;
