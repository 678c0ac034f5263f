package org.m365siem.auth;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Clock;
import java.time.Duration;
import org.m365siem.settings.RetryAfter;
import reactor.core.publisher.Mono;

/**
 * The way of one token request to the authority. It keeps the answer, because the libraries above hide status, headers and
 * body; it goes nowhere but to the authority; and it stops them from trying again by themselves.
 */
final class TokenTransport implements HttpClient {
    private final HttpClient wire;
    private final URI authority;
    private final Clock clock;
    private volatile TokenAnswer answer;

    /** @param authority the only address allowed, or null for a managed identity, whose address the platform names */
    TokenTransport(HttpClient wire, URI authority, Clock clock) {
        this.wire = wire;
        this.authority = authority;
        this.clock = clock;
    }

    /** What the authority answered last, or null when it did not. */
    TokenAnswer answer() {
        return answer;
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return Mono.fromCallable(() -> sendSync(request, Context.NONE));
    }

    @Override
    public HttpResponse sendSync(HttpRequest request, Context context) {
        if (authority == null) {
            return wire.sendSync(request, context);
        }
        request.setUrl(onAuthority(request.getUrl()));
        // the JDK's client sets it by itself, and its adapter warns of it with each request
        request.getHeaders().remove(HttpHeaderName.CONTENT_LENGTH);
        HttpResponse response = wire.sendSync(request, context).buffer();
        Duration asked = RetryAfter.parse(response.getHeaderValue(HttpHeaderName.RETRY_AFTER), clock.instant());
        answer = TokenAnswer.of(
                response.getStatusCode(), response.getBodyAsBinaryData().toBytes(), asked);
        if (!answer.isToken()) {
            throw new UncheckedIOException(new IOException("the authority answered " + answer));
        }
        return response;
    }

    /** The libraries insist on https; a test server or a local proxy may be http. */
    private URL onAuthority(URL url) {
        if (!authority.getHost().equalsIgnoreCase(url.getHost()) || port(authority.getPort()) != port(url.getPort())) {
            throw new UncheckedIOException(new IOException("token requests go to the authority only"));
        }
        try {
            return new URL(authority.getScheme(), url.getHost(), authority.getPort(), url.getFile());
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int port(int given) {
        return given < 0 ? 443 : given;
    }
}
