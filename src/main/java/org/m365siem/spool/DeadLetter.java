package org.m365siem.spool;

import java.time.Instant;
import org.m365siem.event.SecurityEvent;

/**
 * An event that a sink refused for good, kept until someone replays or drops it.
 *
 * @param number what commands call it
 * @param at when the sink refused it
 * @param reason the SIEM's words
 */
public record DeadLetter(long number, String sink, Instant at, String reason, SecurityEvent event) {}
