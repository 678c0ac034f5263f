package org.m365siem.spool;

/** How a sink fares, in the words of logs, health and status. */
public enum SinkState {
    /** Delivering, or nothing to deliver. */
    FLOWING,
    /** The last delivery failed; the same batch is tried again with back-off. */
    RETRYING,
    /** The sink is misconfigured: one batch probes it now and then. */
    MISCONFIGURED,
    /** Paused by an operator. */
    PAUSED
}
