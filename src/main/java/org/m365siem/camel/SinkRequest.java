package org.m365siem.camel;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.m365siem.deliver.Gzip;

/** Puts the SIEM's token and the compression on a request, below Camel, where neither can leak into a message or happen twice. */
final class SinkRequest implements ExecChainHandler {
    private final boolean compress;
    private final Supplier<String> authorization;

    SinkRequest(boolean compress, Supplier<String> authorization) {
        this.compress = compress;
        this.authorization = authorization;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        String token = authorization.get();
        if (token != null) {
            request.setHeader(HttpHeaders.AUTHORIZATION, token);
        }
        if (compress && request.getEntity() != null) {
            ContentType type = ContentType.parseLenient(request.getEntity().getContentType());
            byte[] plain;
            try (InputStream body = request.getEntity().getContent()) {
                plain = body.readAllBytes(); // of a body in memory, which ours are, one copy
            }
            byte[] small = Gzip.compress(plain);
            // what does not shrink is sent as it is, so that a body within the limit stays within it
            boolean gain = small.length < plain.length;
            request.setEntity(new ByteArrayEntity(gain ? small : plain, type, gain ? "gzip" : null));
        }
        return chain.proceed(request, scope);
    }
}
