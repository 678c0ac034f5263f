package org.m365siem.simulator.tenant.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets through as much of a body as the mishap allows, as slowly as it wants. */
final class MishapStream extends OutputStream {
    private static final int SLOW_PIECES = 10;

    private final OutputStream out;
    private final Mishap mishap;
    private final CountDownLatch closed;
    private long left;
    private int pieces;
    private boolean ended;

    MishapStream(OutputStream out, Mishap mishap, CountDownLatch closed) {
        this.out = out;
        this.mishap = mishap;
        this.closed = closed;
        this.left = mishap.after();
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (!mishap.pause().isZero() && pieces++ < SLOW_PIECES) {
            out.flush();
            pause(closed, mishap.pause());
        }
        int allowed = (int) Math.min(left, length);
        out.write(bytes, from, allowed);
        left -= allowed;
        if (allowed < length) {
            ended = true;
            throw new Ended();
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    boolean hasEnded() {
        return ended;
    }

    /** Waits, but not beyond the end of the server. */
    static void pause(CountDownLatch closed, Duration howLong) throws IOException {
        try {
            if (!howLong.isZero() && closed.await(howLong.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("the server is closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    /** The allowed part is written. */
    static final class Ended extends IOException {}
}
