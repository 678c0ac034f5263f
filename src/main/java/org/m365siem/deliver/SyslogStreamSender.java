package org.m365siem.deliver;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.m365siem.event.EventBatch;
import org.m365siem.format.Bytes;

/**
 * Syslog over one TCP or TLS connection, which plain syslog never acknowledges. A batch is confirmed when the connection was
 * seen open {@code confirmAfter} later.
 *
 * <p>A receiver that closes in order sooner has probably read everything, or has been stopped: the tail is sent again once.
 * When the new connection is closed in order just as soon, closing is that receiver's habit and counts as confirmation, until
 * a connection lasts or is reset. Unread bytes make a receiver's system send a reset instead, so they are never taken for read.
 */
final class SyslogStreamSender implements SyslogSender {
    /** Frames larger than this are not kept for the next batch. */
    private static final int KEPT = 2 << 20;

    /** TLS 1.3 lets a client write before the server has looked at its certificate; a refusal comes within this time. */
    private static final int REFUSAL_MILLIS = 200;

    private final SyslogConnector connector;
    private final SyslogFailures failures;
    private final SyslogFraming framing;
    private final Duration confirmAfter;
    private final Duration patience;
    private final boolean tls;
    private final LongSupplier nanos;
    private Bytes frames = new Bytes(64 * 1024);
    private SyslogStream current;
    private final Object habit = new Object();
    private SyslogStream counted;
    private SyslogStream reported;
    private int leftInOrder;

    SyslogStreamSender(
            SyslogConnector connector,
            SyslogFailures failures,
            SyslogFraming framing,
            Duration confirmAfter,
            Duration patience,
            boolean tls,
            LongSupplier nanos) {
        this.connector = connector;
        this.failures = failures;
        this.framing = framing;
        this.confirmAfter = confirmAfter;
        this.patience = patience;
        this.tls = tls;
        this.nanos = nanos;
    }

    @Override
    public synchronized Receipt send(EventBatch batch) {
        SyslogStream stream = usable();
        if (frames.capacity() > KEPT) {
            frames = new Bytes(64 * 1024);
        }
        frames.clear();
        for (int i = 0; i < batch.size(); i++) {
            framing.append(batch.events().get(i), batch.payload(i), frames);
        }
        try {
            stream.write(frames);
        } catch (IOException e) {
            current = null;
            endedWell(stream);
            report(stream);
            throw failures.lost(e);
        }
        long at = nanos.getAsLong();
        return Receipt.written(batch, confirmAfter, () -> confirmed(stream, at));
    }

    /** The open connection, or a new one when nobody has still to hear that the old one left something unconfirmed. */
    private SyslogStream usable() {
        if (current != null && current.poll(1) != SyslogStream.State.OPEN) {
            SyslogStream old = current;
            current = null;
            if (!endedWell(old) && report(old)) {
                throw old.failure() == null ? failures.left() : failures.lost(old.failure());
            }
        }
        if (current == null) {
            current = connect();
        }
        return current;
    }

    private SyslogStream connect() {
        try {
            SyslogStream stream = new SyslogStream(connector.open(), patience, nanos);
            if (tls && stream.poll(REFUSAL_MILLIS) != SyslogStream.State.OPEN) {
                stream.close();
                throw stream.failure() == null ? new IOException("closed after the handshake") : stream.failure();
            }
            return stream;
        } catch (IOException e) {
            throw failures.connecting(e);
        }
    }

    /** Asked by another thread, which must not wait for a write that stands still. */
    private boolean confirmed(SyslogStream stream, long at) {
        SyslogStream.State state = stream.poll(1);
        if (state == SyslogStream.State.OPEN) {
            survived(stream, at);
            return true;
        }
        if (state == SyslogStream.State.CLOSED || stream.outlived(at, confirmAfter) || endedWell(stream)) {
            return true;
        }
        report(stream);
        return false;
    }

    private void survived(SyslogStream stream, long at) {
        synchronized (habit) {
            leftInOrder = stream.outlived(at, confirmAfter) ? 0 : leftInOrder;
        }
    }

    /** Counts each connection's end once; true when nothing on it needs to be sent again. */
    private boolean endedWell(SyslogStream stream) {
        synchronized (habit) {
            boolean left = stream.poll(1) == SyslogStream.State.LEFT;
            if (counted != stream) {
                counted = stream;
                leftInOrder = left ? leftInOrder + (stream.leftSomething(confirmAfter) ? 1 : 0) : 0;
                stream.close();
            }
            return !stream.leftSomething(confirmAfter) || (left && leftInOrder > 1);
        }
    }

    /** False when the sender of the batches has heard already that this connection lost some. */
    private boolean report(SyslogStream stream) {
        synchronized (habit) {
            boolean first = reported != stream;
            reported = stream;
            return first;
        }
    }

    @Override
    public synchronized void close() {
        if (current != null) {
            current.close();
            current = null;
        }
    }
}
