package org.m365siem.camel;

import java.io.IOException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.m365siem.auth.EntraTokens;

/**
 * Sets the bearer token. A 401 may only mean that this token is revoked, so the request is sent once more with a new one; the
 * second 401 is the caller's.
 */
final class BearerToken implements ExecChainHandler {
    private final EntraTokens tokens;
    private final String scope;

    BearerToken(EntraTokens tokens, String scope) {
        this.tokens = tokens;
        this.scope = scope;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope exchange, ExecChain chain)
            throws IOException, HttpException {
        String token = tokens.token(scope);
        ClassicHttpResponse response = chain.proceed(with(request, token), exchange);
        if (response.getCode() != HttpStatus.SC_UNAUTHORIZED) {
            return response;
        }
        tokens.reject(scope, token);
        if (request.getEntity() != null && !request.getEntity().isRepeatable()) {
            return response;
        }
        response.close();
        return chain.proceed(with(request, tokens.token(scope)), exchange);
    }

    private static ClassicHttpRequest with(ClassicHttpRequest request, String token) {
        ClassicHttpRequest copy = ClassicRequestBuilder.copy(request).build();
        copy.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token);
        return copy;
    }
}
