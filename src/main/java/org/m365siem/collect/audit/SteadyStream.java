package org.m365siem.collect.audit;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Ends a body that comes so slowly that it would hold one of the few requests for hours: a time-out on silence does not see a
 * server that sends a byte now and then. Only time spent waiting for the server counts.
 */
final class SteadyStream extends FilterInputStream {
    /** At least this much must come ... */
    static final int LEAST_BYTES = 64 * 1024;
    /** ... in this much waiting; a line that is slow for everybody gets more with each try. */
    static final Duration SPAN = Duration.ofMinutes(2);

    private final Supplier<Instant> clock;
    private final Duration span;
    private Duration waited = Duration.ZERO;
    private long bytes;

    /** @param tries how many times the body broke off before */
    SteadyStream(InputStream in, int tries, Supplier<Instant> clock) {
        super(in);
        this.clock = clock;
        this.span = SPAN.multipliedBy(tries + 1L);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
        Instant before = clock.get();
        int read = super.read(to, from, length);
        waited = waited.plus(Duration.between(before, clock.get()));
        bytes += Math.max(read, 0);
        if (waited.compareTo(span) >= 0 && read >= 0) {
            if (bytes < LEAST_BYTES) {
                throw new IOException(
                        "the content comes too slowly: " + bytes + " bytes in " + waited.toSeconds() + " s");
            }
            waited = Duration.ZERO;
            bytes = 0;
        }
        return read;
    }
}
