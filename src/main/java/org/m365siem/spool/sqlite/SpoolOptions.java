package org.m365siem.spool.sqlite;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.m365siem.spool.PlausibleTime;

/**
 * Where the store lies and how much it may take.
 *
 * @param stateDirectory {@code m365.state-dir}; made when it is missing
 * @param maxBytes {@code m365.spool.max-bytes}: undelivered payload, counted as it lies on disk (compressed); event ids, dead
 *     letters and delivered events are not counted
 * @param minFreeDisk {@code m365.spool.min-free-disk}: an append that would grow the file refuses below this
 *     (below 8 MB, any append)
 * @param keep {@code m365.spool.keep}: how long events stay after the slowest sink has confirmed them
 * @param dedupWindow how long an event id is remembered after its append
 * @param time whether the clock can be believed, before ids are forgotten
 * @param freeDisk asked at most every 100 ms
 */
public record SpoolOptions(
        Path stateDirectory,
        long maxBytes,
        long minFreeDisk,
        Duration keep,
        Duration dedupWindow,
        Clock clock,
        PlausibleTime time,
        FreeDisk freeDisk) {
    private static final long GB = 1L << 30;

    /** The defaults of {@code config/application.properties}: 10GB, 1GB, 0s, 8 days. */
    public static SpoolOptions in(Path stateDirectory) {
        return new SpoolOptions(
                stateDirectory,
                10 * GB,
                GB,
                Duration.ZERO,
                Duration.ofDays(8),
                Clock.systemUTC(),
                PlausibleTime.system(),
                directory -> directory.toFile().getUsableSpace());
    }

    public SpoolOptions maxBytes(long bytes) {
        return new SpoolOptions(stateDirectory, bytes, minFreeDisk, keep, dedupWindow, clock, time, freeDisk);
    }

    public SpoolOptions minFreeDisk(long bytes) {
        return new SpoolOptions(stateDirectory, maxBytes, bytes, keep, dedupWindow, clock, time, freeDisk);
    }

    public SpoolOptions keep(Duration atLeast) {
        return new SpoolOptions(stateDirectory, maxBytes, minFreeDisk, atLeast, dedupWindow, clock, time, freeDisk);
    }

    public SpoolOptions clock(Clock other) {
        return new SpoolOptions(
                stateDirectory,
                maxBytes,
                minFreeDisk,
                keep,
                dedupWindow,
                other,
                new PlausibleTime(other, other),
                freeDisk);
    }

    public SpoolOptions time(PlausibleTime other) {
        return new SpoolOptions(stateDirectory, maxBytes, minFreeDisk, keep, dedupWindow, clock, other, freeDisk);
    }

    public SpoolOptions freeDisk(FreeDisk other) {
        return new SpoolOptions(stateDirectory, maxBytes, minFreeDisk, keep, dedupWindow, clock, time, other);
    }
}
