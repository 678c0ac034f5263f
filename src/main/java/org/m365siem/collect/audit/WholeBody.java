package org.m365siem.collect.audit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Reads a short body to its end before anything that others wait for is entered, and gives up on a server that sends a byte now
 * and then: a time-out on silence does not see it.
 */
final class WholeBody {
    /** The longest a listing page may take; Microsoft's come within seconds. */
    static final Duration DEADLINE = Duration.ofMinutes(2);

    private static final int PIECE = 16 * 1024;

    private WholeBody() {}

    /**
     * The body in memory. Where it breaks off, comes too slowly or is too long, reading the result fails.
     *
     * @param body null for none
     * @param limit the most bytes it may have
     */
    static InputStream of(InputStream body, int limit, Supplier<Instant> clock) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        Instant until = clock.get().plus(DEADLINE);
        byte[] piece = new byte[PIECE];
        try (InputStream in = body == null ? InputStream.nullInputStream() : body) {
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                whole.write(piece, 0, read);
                if (whole.size() > limit) {
                    throw new IOException("more than " + limit + " bytes");
                }
                if (clock.get().isAfter(until)) {
                    throw new IOException(
                            "it comes too slowly: " + whole.size() + " bytes in " + DEADLINE.toSeconds() + " s");
                }
            }
            return new ByteArrayInputStream(whole.toByteArray());
        } catch (IOException broken) {
            return failing(broken);
        }
    }

    private static InputStream failing(IOException broken) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw broken;
            }

            @Override
            public int read(byte[] to, int from, int length) throws IOException {
                throw broken;
            }
        };
    }
}
