package org.m365siem.simulator.tenant.records;

import java.time.Duration;
import java.time.Instant;

/**
 * The blob that a record first appears in: it decides what kind of record it is and when it happened, for copies too.
 *
 * @param created when the blob becomes available
 * @param age how much longer ago than usual its events happened
 */
public record Owner(long index, ContentType type, Instant created, Duration age) {}
