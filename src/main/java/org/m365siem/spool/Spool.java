package org.m365siem.spool;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.m365siem.collect.CursorStore;
import org.m365siem.event.EventBatch;

/**
 * The durable log between sources and sinks. All methods may be called from any thread.
 *
 * <p>One owner: a store belongs to one process and one state directory; opening a second one fails with the owner's name.
 */
public interface Spool extends AutoCloseable {
    /** The answer to an append: how many events were new, and how many had been seen in the last eight days. */
    record Appended(int fresh, int duplicates) {}

    /**
     * Writes the events that were not seen before, with their ids, in one durable transaction; returns when they are on disk.
     *
     * @throws SpoolRefusedException when the quota or the free-disk floor is reached, or the disk refuses; nothing was written
     */
    Appended append(EventBatch batch);

    /** Makes these the sinks that appended events are kept for; a new one starts at the oldest event kept. */
    void register(Collection<String> sinks);

    /**
     * Opens a sink's cursor for delivery. The newest reader of a sink is the only one that can commit: an older one gets
     * {@link StaleReaderException}, so that a swapped-out route cannot move the cursor.
     */
    SinkReader reader(String sink);

    /** Where sources keep their cursors; kept in the same store. */
    CursorStore cursors();

    /** Every feed that has a cursor, with its status. */
    List<FeedEntry> feeds();

    /** Every registered sink, with its lag. */
    List<SinkStatus> sinks();

    SpoolStatus status();

    /** Runs the commands that were left for the running program, drops what nobody needs any more; called every second or so. */
    void maintain();

    /** Waits until something was appended or the time is over; a reader with nothing to hand out waits here. */
    void awaitAppend(Duration atMost) throws InterruptedException;

    @Override
    void close();
}
