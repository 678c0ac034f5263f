package org.m365siem.simulator.receiver;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** One sender's connection. */
final class SyslogConnection implements Closeable {
    private static final int RESET_AFTER_BYTES = 300_000;
    private static final int BURST_ENDS_MILLIS = 200;

    private final Socket plain;
    private final Socket socket;
    private final Faults faults;
    private final ReceiverLog log;
    private final SyslogInbox inbox;
    private final SyslogFrames frames;
    private volatile boolean closing;

    SyslogConnection(Socket plain, Socket socket, int longest, Faults faults, ReceiverLog log) {
        this.plain = plain;
        this.socket = socket;
        this.faults = faults;
        this.log = log;
        this.inbox = new SyslogInbox(log);
        this.frames = new SyslogFrames(longest, inbox::message);
    }

    /** Reads until the sender closes, or a fault ends the connection. */
    void read() {
        try {
            InputStream stream = socket.getInputStream();
            byte[] buffer = new byte[65_536];
            long total = 0;
            while (true) {
                faults.awaitEnd(Fault.SILENT);
                int read = next(stream, buffer, total > 0);
                if (read < 0) {
                    break;
                }
                faults.slowDown(20);
                frames.feed(buffer, read);
                inbox.flush();
                total += read;
                if (faults.on(Fault.RESETS) && total >= RESET_AFTER_BYTES) {
                    reset();
                }
            }
            ended();
        } catch (SyslogFormatException e) {
            inbox.malformed(e.getMessage(), frames.unfinished());
            inbox.flush();
            reset();
        } catch (IOException e) {
            if (!closing) {
                log.malformed("connection broke: " + e.getMessage());
            }
        }
    }

    /**
     * Less than nothing at the end of the stream, and at the end of a burst where that is when connections close. Only then
     * with a timeout: one that strikes inside a TLS record could cost it.
     */
    private int next(InputStream stream, byte[] buffer, boolean gotSome) throws IOException {
        while (true) {
            try {
                socket.setSoTimeout(faults.on(Fault.CLOSES_AFTER_EACH) ? BURST_ENDS_MILLIS : 0);
                return stream.read(buffer);
            } catch (SocketTimeoutException quiet) {
                if (gotSome && faults.on(Fault.CLOSES_AFTER_EACH)) {
                    return -1;
                }
            }
        }
    }

    private void ended() {
        byte[] unfinished = frames.unfinished();
        if (unfinished.length > 0) {
            inbox.malformed("the stream ends inside a frame", unfinished);
        }
    }

    /** Breaks the connection; what the sender has written and nobody has read is gone. */
    void reset() {
        closing = true;
        try {
            plain.setSoLinger(true, 0);
            plain.close();
        } catch (IOException gone) {
            // closed already
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        socket.close();
    }
}
