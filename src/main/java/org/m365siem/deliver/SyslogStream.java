package org.m365siem.deliver;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.m365siem.format.Bytes;

/**
 * One open connection. A syslog receiver never answers, so reading only tells whether it has closed; and a blocking write has
 * no time-out of its own, so a watch closes the socket of one that stands still.
 */
final class SyslogStream implements Closeable {
    /** How the connection is: {@code LEFT} when the peer has closed it in order, {@code BROKEN} when it was reset or failed. */
    enum State {
        OPEN,
        LEFT,
        BROKEN,
        CLOSED
    }

    /** Progress is noticed per piece; small enough that a slow receiver is not taken for one that stands still. */
    private static final int PIECE = 64 * 1024;

    private final Socket plain;
    private final Socket socket;
    private final Duration patience;
    private final LongSupplier nanos;
    private final byte[] unexpected = new byte[256];
    private final AtomicBoolean watched = new AtomicBoolean();

    private volatile State state = State.OPEN;
    private volatile IOException failure;
    private volatile boolean writing;
    private volatile boolean stalled;
    private volatile long progress;
    private volatile long lastWrite;
    private volatile long lastSeenOpen;
    private volatile boolean written;
    private volatile String alone;
    private Boolean endedWell;

    /** @param patience how long a write may stand still */
    SyslogStream(SyslogConnector.Sockets sockets, Duration patience, LongSupplier nanos) {
        this.plain = sockets.plain();
        this.socket = sockets.talking();
        this.patience = patience;
        this.nanos = nanos;
        this.lastSeenOpen = nanos.getAsLong();
    }

    /** Looks for a close or a reset of the peer, for at most so long. */
    synchronized State poll(int millis) {
        if (state != State.OPEN) {
            return state;
        }
        try {
            socket.setSoTimeout(millis);
            for (int reads = 0; reads < 64; reads++) {
                if (socket.getInputStream().read(unexpected) < 0) {
                    state = State.LEFT;
                    return state;
                }
            }
        } catch (SocketTimeoutException nothingToRead) {
            // a healthy connection
        } catch (IOException e) {
            broken(e);
            return state;
        }
        lastSeenOpen = nanos.getAsLong();
        return state;
    }

    /**
     * Writes everything, or fails and is broken.
     *
     * @param only the event's id when the bytes are a single event, else null
     */
    void write(Bytes bytes, String only) throws IOException {
        alone = written ? null : only;
        written = true;
        progress = nanos.getAsLong();
        writing = true;
        watch(patience);
        try {
            OutputStream out = socket.getOutputStream();
            for (int from = 0; from < bytes.size(); from += PIECE) {
                out.write(bytes.array(), from, Math.min(PIECE, bytes.size() - from));
                progress = nanos.getAsLong();
            }
        } catch (IOException e) {
            IOException reason =
                    stalled ? new SocketTimeoutException("no byte was taken for " + patience.toMillis() + " ms") : e;
            broken(reason);
            throw reason;
        } finally {
            writing = false;
            lastWrite = nanos.getAsLong();
        }
    }

    /** True when the connection was seen open at least so long after a moment. */
    boolean outlived(long moment, Duration confirmAfter) {
        return lastSeenOpen - moment >= confirmAfter.toNanos();
    }

    /** True when something was written that the connection did not outlive. */
    boolean leftSomething(Duration confirmAfter) {
        return written && !outlived(lastWrite, confirmAfter);
    }

    /** The id of the event that alone was written on this connection, or null. */
    String alone() {
        return alone;
    }

    /** What was found about its end, or null before that. */
    Boolean endedWell() {
        return endedWell;
    }

    void setEndedWell(boolean well) {
        endedWell = well;
    }

    IOException failure() {
        return failure;
    }

    /** Closes in order: what was written still arrives, and stays as good as confirmed. */
    @Override
    public void close() {
        if (poll(1) == State.OPEN) {
            state = State.CLOSED;
        }
        // the TLS goodbye must not wait for a receiver that does not read
        CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS, Runnable::run).execute(() -> quietly(plain));
        quietly(socket);
    }

    private void broken(IOException e) {
        if (state == State.OPEN) {
            failure = e;
            state = State.BROKEN;
        }
        quietly(plain);
    }

    private void watch(Duration time) {
        if (watched.compareAndSet(false, true)) {
            CompletableFuture.delayedExecutor(time.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
                    .execute(this::look);
        }
    }

    private void look() {
        watched.set(false);
        if (writing) {
            Duration idle = Duration.ofNanos(nanos.getAsLong() - progress);
            if (idle.compareTo(patience) >= 0) {
                stalled = true;
                quietly(plain);
            } else {
                watch(patience.minus(idle));
            }
        }
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // nothing is left to give back
        }
    }
}
