package org.m365siem.collect;

/** One thing that is read with a cursor of its own, e.g. {@code office365-audit} of a tenant, feed {@code Audit.Exchange}. */
public record FeedKey(String source, String tenant, String feed) {
    @Override
    public String toString() {
        return source + " " + tenant + " " + feed;
    }
}
