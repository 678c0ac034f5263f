package org.m365siem.camel;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.m365siem.collect.CursorStore;
import org.m365siem.collect.FeedKey;
import org.m365siem.collect.FeedStatus;

/** Cursors that live as long as the test. */
public final class MemoryCursors implements CursorStore {
    public final Map<FeedKey, String> cursors = new ConcurrentHashMap<>();
    public final Map<FeedKey, FeedStatus> status = new ConcurrentHashMap<>();

    @Override
    public Optional<String> load(FeedKey feed) {
        return Optional.ofNullable(cursors.get(feed));
    }

    @Override
    public void save(FeedKey feed, String cursor, FeedStatus status) {
        cursors.put(feed, cursor);
        this.status.put(feed, status);
    }
}
