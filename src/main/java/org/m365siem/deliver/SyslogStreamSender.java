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
 * <p>A receiver that closes sooner, in order or not, may have read lines without handling them, so the tail is sent again. One
 * that always closes sooner gets smaller and smaller parts from the spool. An event that was alone on {@value #LONE_ENDS}
 * connections in a row, each closed in order behind it, is confirmed too: nothing else could have been handled in its place.
 * Unread bytes make a receiver's system send a reset instead, so they are never taken for read.
 */
final class SyslogStreamSender implements SyslogSender {
    /** Frames larger than this are not kept for the next batch. */
    private static final int KEPT = 2 << 20;

    /** TLS 1.3 lets a client write before the server has looked at its certificate; a refusal comes within this time. */
    private static final int REFUSAL_MILLIS = 200;

    /** How many connections in a row must have ended in order behind a single event. */
    static final int LONE_ENDS = 3;

    private final SyslogConnector connector;
    private final SyslogFailures failures;
    private final SyslogFraming framing;
    private final Duration confirmAfter;
    private final Duration patience;
    private final boolean tls;
    private final LongSupplier nanos;
    private Bytes frames = new Bytes(64 * 1024);
    private SyslogStream current;
    private final Object ends = new Object();
    private SyslogStream reported;
    private String lone;
    private int loneEnds;

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
            stream.write(frames, batch.size() == 1 ? batch.ids().get(0) : null);
        } catch (IOException e) {
            current = null;
            endedWell(stream);
            report(stream);
            throw failures.lost(e);
        }
        long at = nanos.getAsLong();
        return Receipt.written(batch, confirmAfter, frames.size(), () -> confirmed(stream, at));
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
        if (state == SyslogStream.State.OPEN
                || state == SyslogStream.State.CLOSED
                || stream.outlived(at, confirmAfter)
                || endedWell(stream)) {
            return true;
        }
        report(stream);
        return false;
    }

    /** Looks at each connection's end once; true when nothing on it needs to be sent again. */
    private boolean endedWell(SyslogStream stream) {
        synchronized (ends) {
            if (stream.endedWell() == null) {
                boolean inOrder = stream.poll(1) == SyslogStream.State.LEFT;
                stream.setEndedWell(
                        !stream.leftSomething(confirmAfter) || isLoneHabit(inOrder ? stream.alone() : null));
                stream.close();
            }
            return stream.endedWell();
        }
    }

    private boolean isLoneHabit(String alone) {
        loneEnds = alone == null ? 0 : alone.equals(lone) ? loneEnds + 1 : 1;
        lone = alone;
        return loneEnds >= LONE_ENDS;
    }

    /** False when the sender of the batches has heard already that this connection lost some. */
    private boolean report(SyslogStream stream) {
        synchronized (ends) {
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
