package org.m365siem.camel;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.m365siem.auth.EntraTokens;
import org.m365siem.auth.ProxyAddress;
import org.m365siem.auth.Trust;
import org.m365siem.settings.Values;

/**
 * The one way that HTTP leaves this program: TLS with host names checked, the proxy, time-outs, no redirects, no hidden
 * retries, and on request a bearer token. A template bean, named by {@code httpClientConfigurer}. Settings are text, an empty
 * value is none.
 */
public class OutboundHttp implements HttpClientConfigurer {
    /** Eight blobs at once for each of two hosts; more would only be throttled. */
    static final int CONNECTIONS = 16;

    private static final Timeout CONNECT = Timeout.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final TimeValue IDLE = TimeValue.ofSeconds(30);

    private EntraTokens tokens;
    private String scope;
    private String allowedUrl;
    private String caFile;
    private String onlyCaFile;
    private String certificateFile;
    private String keyFile;
    private String proxyUrl;
    private String timeout;

    /** Where bearer tokens come from; none unless set. */
    public void setTokens(EntraTokens tokens) {
        this.tokens = tokens;
    }

    /** What the token is asked for, e.g. {@code https://manage.office.com/.default}. */
    public void setScope(String scope) {
        this.scope = scope;
    }

    /** Requests go to this scheme, host and port, or fail before anything is sent. */
    public void setAllowedUrl(String allowedUrl) {
        this.allowedUrl = allowedUrl;
    }

    /** PEM with authorities to trust beside the JDK's. */
    public void setCaFile(String caFile) {
        this.caFile = caFile;
    }

    /** PEM with the only authorities to trust. */
    public void setOnlyCaFile(String onlyCaFile) {
        this.onlyCaFile = onlyCaFile;
    }

    /** PEM with our certificate, for servers that want one. */
    public void setCertificateFile(String certificateFile) {
        this.certificateFile = certificateFile;
    }

    /** PEM with its unencrypted PKCS#8 key. */
    public void setKeyFile(String keyFile) {
        this.keyFile = keyFile;
    }

    public void setProxyUrl(String proxyUrl) {
        this.proxyUrl = proxyUrl;
    }

    /** How long a server may be silent, or may not read; 60s unless set. */
    public void setTimeout(String timeout) {
        this.timeout = timeout;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        Timeout silence = Timeout.of(silence());
        builder.setConnectionManager(connections(silence))
                .setConnectionManagerShared(false)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(silence)
                        .setConnectionRequestTimeout(silence)
                        .setRedirectsEnabled(false)
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .evictExpiredConnections()
                .evictIdleConnections(IDLE);
        ProxyAddress proxy = ProxyAddress.of("proxy-url", proxyUrl);
        if (proxy != null) {
            builder.setProxy(new HttpHost("http", proxy.host(), proxy.port()));
        }
        builder.addExecInterceptorFirst("write-watch", new WriteWatch(silence()));
        if (tokens != null && Values.text(scope) != null) {
            builder.addExecInterceptorFirst("bearer", new BearerToken(tokens, Values.text(scope)));
        }
        if (Values.text(allowedUrl) != null) {
            builder.addExecInterceptorFirst("same-host", new SameHost(Values.text(allowedUrl)));
        }
    }

    final Duration silence() {
        return Values.text(timeout) == null ? SILENCE : Values.duration("timeout", timeout);
    }

    private PoolingHttpClientConnectionManager connections(Timeout silence) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setTlsSocketStrategy(ClientTlsStrategyBuilder.create()
                        .setSslContext(Trust.context(onlyCaFile, caFile, certificateFile, keyFile))
                        .setTlsVersions(Trust.PROTOCOLS.toArray(String[]::new))
                        .setHostVerificationPolicy(HostnameVerificationPolicy.BOTH)
                        .buildClassic())
                .setMaxConnTotal(CONNECTIONS)
                .setMaxConnPerRoute(CONNECTIONS)
                .setDefaultSocketConfig(SocketConfig.custom()
                        .setSoTimeout(silence)
                        .setSoKeepAlive(true)
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT)
                        .setSocketTimeout(silence)
                        // a server that closed an idle connection must not cost a failed request
                        .setValidateAfterInactivity(TimeValue.of(1, TimeUnit.SECONDS))
                        .setTimeToLive(TimeValue.ofMinutes(10))
                        .build())
                .build();
    }
}
