package org.m365siem.spool;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.m365siem.event.EventBatch;

/**
 * A sink's way through the log. Chunks come in append order; the cursor is the lowest chunk that is not confirmed, whatever
 * the order of the confirmations. Every method that writes throws {@link StaleReaderException} once a newer reader is open,
 * and {@link SpoolException} when the disk refuses; then nothing has changed and the call may be repeated.
 */
public interface SinkReader extends AutoCloseable {
    /** What one append wrote, less the events this sink has done with already. */
    record Chunk(long sequence, EventBatch batch) {}

    /**
     * The next chunk behind the last one handed out; empty when there is none now, when the sink is paused by command, or
     * when a newer reader is open.
     */
    Optional<Chunk> next();

    /** Hands out again from this chunk on (what is confirmed stays confirmed). */
    void rewind(long sequence);

    /** These events of the chunk are delivered and must never be sent again; when none is left the chunk is confirmed. */
    void delivered(Chunk chunk, Collection<String> ids);

    /** These events go to the dead letters, in one transaction with the progress. */
    void dead(Chunk chunk, List<Refusal> refusals);

    /**
     * Gives up, for this sink only, what was appended before this time and is not confirmed ({@code <sink>.max-lag}).
     *
     * @return how many events the sink will never get; the caller counts and reports them
     */
    long giveUpOlderThan(Instant time);

    /** True while the sink is paused by command; a batch that is being tried again then waits too. */
    boolean paused();

    /** Tells operators how the sink fares; kept in the store so that {@code status} sees it beside the running program. */
    void report(SinkState state, String message);

    /** True once, after {@code sinks resume}: probe at once. */
    boolean takeResume();

    @Override
    void close();

    /** An event that the SIEM refused for good, and its words. */
    record Refusal(String id, String reason) {}
}
