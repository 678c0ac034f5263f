package org.m365siem.simulator.receiver;

import java.util.Map;

/** A SIEM endpoint on this machine: speaks the SIEM's own protocol, notes what arrives, and misbehaves on request. */
public interface Receiver extends AutoCloseable {
    /** The sink that it stands for, as in {@code m365.sinks}. */
    String name();

    /** The settings with which the program reaches it, e.g. {@code syslog.host}. */
    Map<String, String> settings();

    /** What arrived. */
    ReceiverLog log();

    /** What it refused for good by its own rule: these events belong into the dead letters. */
    ReceiverLog refused();

    /**
     * Starts a fault, e.g. {@code down} or {@code slow=30s}; {@code none} ends all of them.
     *
     * @throws IllegalArgumentException for a fault that this receiver cannot have
     */
    void fault(String scenario);

    /** Returns when everything that it has acknowledged is in the log. */
    default void settle() {}

    @Override
    void close();
}
