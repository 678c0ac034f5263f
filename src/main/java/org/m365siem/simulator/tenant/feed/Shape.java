package org.m365siem.simulator.tenant.feed;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.m365siem.simulator.tenant.records.ContentType;

/**
 * What the tenant holds and how it lists it. Scenarios change the defaults before the tenant starts; afterwards nobody does.
 * Shares are between 0 (never) and 1 (always).
 */
public final class Shape {
    /** How the link to the next page is written. */
    public enum LinkStyle {
        USUAL,
        /** Parameter names in lower case, or only that of {@code endTime}. */
        LOWER_CASE,
        /** A link of about 10,000 characters. */
        LONG,
        /** The header's value stands on a continuation line (RFC 9112 section 5.2). */
        FOLDED
    }

    /** Descriptors on a page; Microsoft documents no number. */
    public int pageSize = 200;
    /** Records in a blob on average; 0 to suit the volume. */
    public int blobEvents;
    /** How many blobs to make of a given volume, where {@link #blobEvents} is 0; a blob holds 1,000 records at most. */
    public int blobs = 100;
    /** Bytes of the first blob, or 0 when it is like any other. */
    public long largeBlobBytes;
    /** No blob ever appears. */
    public boolean quiet;
    /** Blobs come in bursts with hours of nothing between. */
    public boolean bursts;
    /** The chance of a blob to end with its last record twice. */
    public double repeatedInside = 0.05;
    /** The chance of a blob to hold records of earlier blobs as well. */
    public double repeatedBetween = 0.05;
    /** The chance of a blob to hold five days old events, that the next blob of its type holds all again. */
    public double oldAndRepeated;
    /** The share of records with a strange member. */
    public double odd = 0.01;
    /** The share of elements that are broken, see {@link org.m365siem.simulator.tenant.records.Mix}. */
    public double broken;
    /** The share of records of a megabyte. */
    public double huge;
    /** The share of blobs that are first listed a while after the time that they bear. */
    public double late;

    public Duration lateBy = Duration.ofSeconds(20);
    /** The share of blobs that are listed when they have expired already. */
    public double expired;
    /** The share of blobs that are listed but do not exist. */
    public double missing;
    /** Content types that this tenant does not know. */
    public Set<ContentType> unknownTypes = EnumSet.noneOf(ContentType.class);
    /** What the Activity API's clock is ahead of ours; negative when it is behind. */
    public Duration clockAhead = Duration.ZERO;

    public Duration tokenLife = Duration.ofSeconds(3_599);
    /** Every second page is empty but for the link to the next one. */
    public boolean emptyPages;

    public LinkStyle links = LinkStyle.USUAL;
    /** A byte order mark begins every body. */
    public boolean byteOrderMark;
}
