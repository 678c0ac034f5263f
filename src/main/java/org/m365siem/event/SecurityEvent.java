package org.m365siem.event;

import java.time.Instant;
import java.util.Objects;

/**
 * One audit record, or one version of an alert.
 *
 * @param id what makes two copies the same event: the record's {@code Id}, for mutable alerts {@code id} + last update time
 * @param tenant the Microsoft Entra tenant id
 * @param source the Microsoft 365 feed family, as in {@code m365.sources}, e.g. {@code office365-audit}
 * @param feed the part of the source it came from, e.g. {@code Audit.Exchange}
 * @param type the record type's name ({@code ExchangeAdmin}), or its number where it has none
 * @param time event time; for a record without one, when it arrived
 * @param severity as Microsoft says
 * @param user who did it, or an empty string
 * @param json the record's bytes as Microsoft sent them (UTF-8 JSON); never changed by anyone
 */
public record SecurityEvent(
        String id,
        String tenant,
        String source,
        String feed,
        String type,
        Instant time,
        Severity severity,
        String user,
        byte[] json) {

    /** The longest id in characters: what a syslog structured data parameter takes, so that an id is never cut. */
    public static final int LONGEST_ID = 255;

    public SecurityEvent {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(feed, "feed");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(json, "json");
    }

    /** Names the event in logs without its content. */
    @Override
    public String toString() {
        return source + " " + type + " " + id;
    }
}
