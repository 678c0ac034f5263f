package org.m365siem.camel;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * Ends a request whose server does not read. A socket has a time-out for reading only: writing to a server that has stopped
 * reading would block for ever.
 */
final class WriteWatch implements ExecChainHandler {
    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "http-write-watch");
        thread.setDaemon(true);
        return thread;
    });

    private final long silence;

    WriteWatch(Duration silence) {
        this.silence = silence.toMillis();
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        if (request.getEntity() != null) {
            request.setEntity(new Watched(request.getEntity(), scope.execRuntime::discardEndpoint));
        }
        return chain.proceed(request, scope);
    }

    private final class Watched extends HttpEntityWrapper {
        private final Runnable breakOff;

        Watched(HttpEntity entity, Runnable breakOff) {
            super(entity);
            this.breakOff = breakOff;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            Progress progress = new Progress(out, breakOff);
            try {
                super.writeTo(progress);
            } catch (IOException e) {
                if (progress.brokenOff) {
                    throw new InterruptedIOException("the server has not read for " + silence / 1000 + " s");
                }
                throw e;
            } finally {
                progress.watch.cancel(false);
            }
        }
    }

    /** Passes bytes on in small pieces, and breaks off when no piece gets through in time. */
    private final class Progress extends FilterOutputStream {
        private static final int PIECE = 8192;

        private final Runnable breakOff;
        private final ScheduledFuture<?> watch;
        private volatile long last = System.nanoTime();
        private volatile boolean brokenOff;

        Progress(OutputStream out, Runnable breakOff) {
            super(out);
            this.breakOff = breakOff;
            long often = Math.max(1, silence / 10);
            watch = TIMER.scheduleWithFixedDelay(this::check, often, often, TimeUnit.MILLISECONDS);
        }

        private void check() {
            if (!brokenOff && TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - last) >= silence) {
                brokenOff = true;
                breakOff.run();
            }
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            for (int done = 0; done < length; done += PIECE) {
                out.write(bytes, from + done, Math.min(PIECE, length - done));
                last = System.nanoTime();
            }
        }
    }
}
