package org.m365siem.spool;

import org.m365siem.collect.FeedKey;
import org.m365siem.collect.FeedStatus;

/** A feed that has a cursor in the store, and how it fares. */
public record FeedEntry(FeedKey key, FeedStatus status) {}
