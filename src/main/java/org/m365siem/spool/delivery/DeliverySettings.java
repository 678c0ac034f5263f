package org.m365siem.spool.delivery;

import java.time.Duration;

/**
 * What a delivery loop is told about its sink.
 *
 * @param sink the sink's name
 * @param route where the sink's route stands, for messages, e.g. {@code routes/to-splunk.camel.yaml}
 * @param inFlight how many batches may be on their way at once; 1 keeps strict order
 * @param maxLag events that wait longer than this are given up; null for never
 */
public record DeliverySettings(String sink, String route, int inFlight, Duration maxLag) {}
