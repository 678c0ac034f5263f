package org.m365siem.camel;

import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.m365siem.deliver.DeliveryException;
import org.m365siem.settings.Cloud;
import org.m365siem.settings.Values;

/**
 * HTTP to a SIEM: as {@link OutboundHttp}, with the SIEM's own token, bodies compressed once, and every failure to get an
 * answer turned into a {@link DeliveryException}, so that no sink needs an error handler.
 */
public final class SinkHttp extends OutboundHttp {
    private String sink = "the SIEM";
    private String tokenScheme;
    private String token;
    private String tokenFile;
    private boolean gzip = true;

    public SinkHttp() {
        setTimeout(null);
    }

    /** What messages call the SIEM, e.g. {@code Splunk}. */
    public void setSink(String sink) {
        this.sink = sink;
    }

    /** The word before the token in {@code Authorization}, e.g. {@code Splunk}; no header unless set. */
    public void setTokenScheme(String tokenScheme) {
        this.tokenScheme = tokenScheme;
    }

    public void setToken(String token) {
        this.token = token;
    }

    /** A file that holds the token; read for each request, so that it can be replaced. */
    public void setTokenFile(String tokenFile) {
        this.tokenFile = tokenFile;
    }

    /** {@code on} or {@code off}: compress request bodies; on unless set. */
    public void setGzip(String gzip) {
        this.gzip = Values.text(gzip) == null || Values.flag("gzip", gzip);
    }

    /** The cloud whose Logs Ingestion API is meant: decides what the bearer token is asked for. */
    public void setLogsIngestionCloud(String cloud) {
        setScope(Cloud.of("m365.cloud", cloud).logsIngestionScope());
    }

    /** How long the SIEM may be silent, or may not read; 30s unless set. */
    @Override
    public void setTimeout(String timeout) {
        super.setTimeout(Values.text(timeout) == null ? "30s" : timeout);
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        super.configureHttpClient(builder);
        builder.addExecInterceptorFirst("sink-request", new SinkRequest(gzip, this::authorization));
        builder.addExecInterceptorFirst("sink-answer", new SinkAnswer(sink));
    }

    private String authorization() {
        if (Values.text(tokenScheme) == null) {
            return null;
        }
        String secret = Values.secret("token", token, tokenFile);
        if (secret == null) {
            throw DeliveryException.misconfigured(sink + ": its token is not set");
        }
        return tokenScheme + " " + secret.strip();
    }
}
