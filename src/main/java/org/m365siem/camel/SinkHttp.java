package org.m365siem.camel;

import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.m365siem.settings.Values;

/**
 * HTTP to a SIEM: as {@link OutboundHttp}, with the SIEM's own token, bodies compressed once, and every failure to get an
 * answer turned into a {@link org.m365siem.deliver.DeliveryException}, so that no sink needs an error handler.
 */
public final class SinkHttp extends OutboundHttp {
    private String sink = "the SIEM";
    private String tokenScheme;
    private String token;
    private String tokenFile;
    private String gzip;

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

    /** {@code on} or {@code off}: compress request bodies; off unless set. */
    public void setGzip(String gzip) {
        this.gzip = gzip;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        super.configureHttpClient(builder);
        boolean compress = Values.text(gzip) != null && Values.flag("gzip", gzip);
        builder.addExecInterceptorFirst("sink-request", new SinkRequest(compress, this::authorization));
        builder.addExecInterceptorFirst("sink-answer", new SinkAnswer(sink));
    }

    private String authorization() {
        if (Values.text(tokenScheme) == null) {
            return null;
        }
        String secret = Values.secret("token", token, tokenFile);
        if (secret == null) {
            throw org.m365siem.deliver.DeliveryException.misconfigured(sink + ": its token is not set");
        }
        return tokenScheme + " " + secret.strip();
    }
}
