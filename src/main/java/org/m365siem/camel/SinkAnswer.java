package org.m365siem.camel;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.m365siem.auth.TokenException;
import org.m365siem.deliver.DeliveryException;

/** Reads the whole (short) answer, or says in the words of a delivery why there is none. */
final class SinkAnswer implements ExecChainHandler {
    /** No SIEM answers at more length; the rest of a longer page is not read. */
    static final int LONGEST = 256 * 1024;

    private final String sink;

    SinkAnswer(String sink) {
        this.sink = sink;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws HttpException {
        String where = sink + " at " + scope.route.getTargetHost().toURI();
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            HttpEntity entity = response.getEntity();
            if (entity != null) {
                ContentType type = ContentType.parseLenient(entity.getContentType());
                byte[] body;
                try (InputStream in = entity.getContent()) {
                    body = in == null ? new byte[0] : in.readNBytes(LONGEST);
                    if (body.length == LONGEST) {
                        scope.execRuntime.discardEndpoint();
                    }
                }
                response.setEntity(new ByteArrayEntity(body, type));
            }
            return response;
        } catch (TokenException e) {
            throw e.fatal()
                    ? DeliveryException.misconfigured(sink + ": " + e.getMessage(), e)
                    : DeliveryException.retryAfter(e.retryAfter(), sink + ": " + e.getMessage());
        } catch (IOException e) {
            throw failed(where, e);
        }
    }

    private static DeliveryException failed(String where, IOException e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof CertificateException) {
                return DeliveryException.misconfigured(
                        where + ": its TLS certificate is not trusted or names another host; see tls.ca-file", e);
            }
        }
        if (e instanceof SSLException
                && e.getMessage() != null
                && e.getMessage().contains("doesn't match")) {
            return DeliveryException.misconfigured(where + ": its TLS certificate names another host", e);
        }
        if (e instanceof UnknownHostException) {
            return DeliveryException.retry(where + " has no address (DNS)", e);
        }
        return DeliveryException.retry(
                where + (e instanceof InterruptedIOException ? " did not answer in time" : " cannot be reached") + " ("
                        + e.getClass().getSimpleName() + ")",
                e);
    }
}
