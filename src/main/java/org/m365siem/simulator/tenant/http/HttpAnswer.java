package org.m365siem.simulator.tenant.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What is answered: status, headers, a body that may be streamed, and what goes wrong on the way. */
public final class HttpAnswer {
    /** Writes a body of unknown length. */
    @FunctionalInterface
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /** The form of the {@code Date} header (RFC 9110 section 5.6.7). */
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final int status;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final byte[] bytes;
    private final Body stream;
    private Mishap mishap = Mishap.NONE;
    private Runnable whenSent = () -> {};

    private HttpAnswer(int status, byte[] bytes, Body stream) {
        this.status = status;
        this.bytes = bytes;
        this.stream = stream;
    }

    public static HttpAnswer empty(int status) {
        return new HttpAnswer(status, new byte[0], null);
    }

    public static HttpAnswer json(int status, String json) {
        return text(status, "application/json; charset=utf-8", json);
    }

    public static HttpAnswer text(int status, String type, String text) {
        return new HttpAnswer(status, text.getBytes(StandardCharsets.UTF_8), null).header("Content-Type", type);
    }

    public static HttpAnswer stream(Body body) {
        return new HttpAnswer(200, null, body).header("Content-Type", "application/json; charset=utf-8");
    }

    public HttpAnswer header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Sets the {@code Date} header. */
    public HttpAnswer dated(Instant time) {
        return header("Date", httpDate(time));
    }

    /** A time as HTTP headers have it. */
    public static String httpDate(Instant time) {
        return HTTP_DATE.format(time);
    }

    public HttpAnswer mishap(Mishap what) {
        mishap = what;
        return this;
    }

    /** Called once when the whole answer has been written without a mishap that ends it early. */
    public HttpAnswer whenSent(Runnable action) {
        whenSent = action;
        return this;
    }

    /** The same answer with another body around the first one. */
    public HttpAnswer body(UnaryOperator<Body> change) {
        HttpAnswer other = new HttpAnswer(status, null, change.apply(this::writeBody));
        other.headers.putAll(headers);
        return other.mishap(mishap);
    }

    private void writeBody(OutputStream out) throws IOException {
        if (stream == null) {
            out.write(bytes);
        } else {
            stream.writeTo(out);
        }
    }

    public int status() {
        return status;
    }

    public Map<String, String> headers() {
        return headers;
    }

    /** The body where its length is known, otherwise null. */
    public byte[] bytes() {
        return bytes;
    }

    Body stream() {
        return this::writeBody;
    }

    Mishap mishap() {
        return mishap;
    }

    void sent() {
        whenSent.run();
    }
}
