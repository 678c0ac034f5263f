package org.m365siem.auth;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.Configuration;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.m365siem.settings.MonotonicClock;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Access tokens of Microsoft Entra for one app registration, one per scope, kept until they must be renewed. Safe for any
 * number of threads.
 *
 * @see <a href="https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow">client credentials</a>
 */
public class EntraTokens extends EntraSettings {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    /** However the libraries wait, the caller gets an answer. */
    private static final Duration LONGEST = Duration.ofSeconds(90);

    private final Clock clock;
    private final Clock wall;
    private final Map<String, ScopeToken> scopes = new ConcurrentHashMap<>();
    private HttpClient wire;

    public EntraTokens() {
        this(new MonotonicClock(), Clock.systemUTC());
    }

    EntraTokens(Clock clock) {
        this(clock, clock);
    }

    /**
     * @param clock for waiting and for the life of tokens, never goes back
     * @param wall for times that servers name
     */
    private EntraTokens(Clock clock, Clock wall) {
        this.clock = clock;
        this.wall = wall;
    }

    /**
     * A token that is good now.
     *
     * @param scope e.g. {@code https://manage.office.com/.default}
     * @throws TokenException there is none; the same failure is answered without a request until its time is over
     */
    public String token(String scope) throws TokenException {
        EntraTokens other = fallback();
        return other == null ? of(scope).get() : other.token(scope);
    }

    /** Tells that an API answered 401 to this token: the next one is fetched anew. */
    public void reject(String scope, String token) {
        EntraTokens other = fallback();
        if (other != null) {
            other.reject(scope, token);
            return;
        }
        of(scope).reject(token);
        if (isManagedIdentity()) {
            Credentials.forgetManagedIdentityTokens();
        }
    }

    private ScopeToken of(String scope) {
        return scopes.computeIfAbsent(scope, s -> new ScopeToken(before -> request(s, before), clock));
    }

    private ScopeToken.Held request(String scope, int failedBefore) throws TokenException {
        TokenFailures failures = new TokenFailures(where());
        Instant start = clock.instant();
        Instant asked = wall.instant();
        TokenTransport transport = null;
        try {
            transport = new TokenTransport(wire(), isManagedIdentity() ? null : authority(), wall);
            TokenCredential credential = Credentials.of(this, transport);
            AccessToken token = Mono.fromCallable(
                            () -> credential.getTokenSync(new TokenRequestContext().addScopes(scope)))
                    .subscribeOn(Schedulers.boundedElastic())
                    .block(LONGEST);
            Duration life = transport.answer() != null
                    ? transport.answer().life()
                    : Duration.between(asked, token.getExpiresAt().toInstant());
            return ScopeToken.Held.of(token.getToken(), start, life);
        } catch (RuntimeException problem) {
            TokenAnswer answer = transport == null ? null : transport.answer();
            throw answer != null && !answer.isToken()
                    ? failures.answered(answer, failedBefore)
                    : failures.threw(problem, failedBefore);
        }
    }

    private synchronized HttpClient wire() {
        if (wire == null) {
            wire = new JdkHttpClientBuilder(jdk())
                    .configuration(Configuration.NONE)
                    .responseTimeout(ANSWER)
                    .readTimeout(ANSWER)
                    .build();
        }
        return wire;
    }

    private java.net.http.HttpClient.Builder jdk() {
        ProxyAddress proxy = isManagedIdentity() ? null : proxy();
        java.net.http.HttpClient.Builder builder = java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_1_1)
                .followRedirects(java.net.http.HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT)
                .sslContext(Trust.context(null, caFile(), null, null));
        if (proxy != null) {
            builder.proxy(ProxySelector.of(InetSocketAddress.createUnresolved(proxy.host(), proxy.port())));
        } else {
            builder.proxy(java.net.http.HttpClient.Builder.NO_PROXY);
        }
        return builder;
    }

    /** Never shows a secret. */
    @Override
    public String toString() {
        return "tokens from " + where();
    }
}
