package org.m365siem.simulator.tenant.http;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: requests are answered one after the other until either side closes it. */
final class HttpConnection {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

    private final Socket secure;
    private final Socket plain;
    private final Clock clock;
    private final CountDownLatch closed;
    private final Function<HttpRequest, HttpAnswer> handler;

    HttpConnection(
            Socket secure,
            Socket plain,
            Clock clock,
            CountDownLatch closed,
            Function<HttpRequest, HttpAnswer> handler) {
        this.secure = secure;
        this.plain = plain;
        this.clock = clock;
        this.closed = closed;
        this.handler = handler;
    }

    void run() throws IOException {
        InputStream in = new BufferedInputStream(secure.getInputStream());
        OutputStream out = new BufferedOutputStream(secure.getOutputStream(), 16_384);
        boolean more = true;
        while (more && closed.getCount() > 0) {
            HttpRequest request = RequestReader.read(in, out);
            if (request == null) {
                return;
            }
            HttpAnswer answer = lacksLength(request) ? HttpAnswer.empty(411) : answer(request);
            more = send(request, answer, out) && !request.header("connection").equalsIgnoreCase("close");
        }
    }

    private HttpAnswer answer(HttpRequest request) {
        try {
            return handler.apply(request);
        } catch (RuntimeException bug) {
            LOG.error("The simulated tenant failed at {} {}; it answers 500", request.method(), request.path(), bug);
            return HttpAnswer.empty(500);
        }
    }

    /** A POST without a length is refused by Microsoft's front end, an empty one included. */
    private static boolean lacksLength(HttpRequest request) {
        return request.method().equals("POST")
                && request.header("content-length").isEmpty()
                && request.header("transfer-encoding").isEmpty();
    }

    private boolean send(HttpRequest request, HttpAnswer answer, OutputStream out) throws IOException {
        Mishap mishap = answer.mishap();
        MishapStream.pause(closed, mishap.delay());
        if (mishap.end() == Mishap.End.RESET && mishap.after() == 0) {
            reset();
            return false;
        }
        boolean chunked = answer.bytes() == null || mishap != Mishap.NONE;
        boolean gzip = request.header("accept-encoding").contains("gzip") && (chunked || answer.bytes().length > 500);
        chunked |= gzip;
        out.write(head(answer, chunked, gzip).getBytes(StandardCharsets.ISO_8859_1));
        if (!chunked) {
            out.write(answer.bytes());
            out.flush();
            answer.sent();
            return true;
        }
        return stream(answer, gzip, out);
    }

    private boolean stream(HttpAnswer answer, boolean gzip, OutputStream out) throws IOException {
        Mishap mishap = answer.mishap();
        ChunkedStream chunks = new ChunkedStream(out);
        OutputStream body = gzip
                ? new GZIPOutputStream(chunks, 8192) {
                    {
                        def.setLevel(1);
                    }
                }
                : new BufferedOutputStream(chunks, 8192);
        MishapStream faulty = new MishapStream(body, mishap, closed);
        try {
            answer.stream().writeTo(faulty);
        } catch (MishapStream.Ended ended) {
            body.flush();
            if (mishap.end() == Mishap.End.RESET) {
                reset();
            }
            if (mishap.end() != Mishap.End.SHORT) {
                out.flush();
                return false;
            }
        }
        if (gzip) {
            ((GZIPOutputStream) body).finish();
        }
        body.flush();
        chunks.finish();
        if (!faulty.hasEnded()) {
            answer.sent();
        }
        return true;
    }

    private String head(HttpAnswer answer, boolean chunked, boolean gzip) {
        StringBuilder head = new StringBuilder("HTTP/1.1 ")
                .append(answer.status())
                .append(' ')
                .append("Simulated\r\n");
        if (!answer.headers().containsKey("Date")) {
            line(head, "Date", HttpAnswer.httpDate(clock.instant()));
        }
        for (Map.Entry<String, String> header : answer.headers().entrySet()) {
            line(head, header.getKey(), header.getValue());
        }
        if (gzip) {
            line(head, "Content-Encoding", "gzip");
        }
        if (chunked) {
            line(head, "Transfer-Encoding", "chunked");
        } else if (answer.status() != 204) {
            line(head, "Content-Length", Integer.toString(answer.bytes().length));
        }
        return head.append("\r\n").toString();
    }

    private static void line(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private void reset() throws IOException {
        plain.setSoLinger(true, 0);
        plain.close();
    }
}
