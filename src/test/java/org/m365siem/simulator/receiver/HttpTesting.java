package org.m365siem.simulator.receiver;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest.Builder;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import org.m365siem.simulator.CertificateAuthority;

/** Requests over real sockets, for the tests of the receivers. */
final class HttpTesting {
    static final CertificateAuthority AUTHORITY = CertificateAuthority.create(Clock.systemUTC());
    static final SSLContext SERVER = AUTHORITY.serverContext(AUTHORITY.issue("localhost", "localhost"), false);
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .sslContext(AUTHORITY.clientContext(null))
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    private HttpTesting() {}

    static HttpResponse<String> post(String url, String body, String... headers)
            throws IOException, InterruptedException {
        return post(url, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    static HttpResponse<String> post(String url, byte[] body, String... headers)
            throws IOException, InterruptedException {
        return send(
                java.net.http.HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofByteArray(body)), headers);
    }

    static HttpResponse<String> get(String url, String... headers) throws IOException, InterruptedException {
        return send(java.net.http.HttpRequest.newBuilder(URI.create(url)).GET(), headers);
    }

    private static HttpResponse<String> send(Builder request, String... headers)
            throws IOException, InterruptedException {
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
    }

    static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
