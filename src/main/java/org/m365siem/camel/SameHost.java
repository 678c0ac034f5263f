package org.m365siem.camel;

import java.io.IOException;
import java.net.URI;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.m365siem.settings.SettingException;

/** Lets requests through to one scheme, host and port; a link in an answer cannot lead a token elsewhere. */
final class SameHost implements ExecChainHandler {
    private final URI allowed;

    SameHost(String allowedUrl) {
        try {
            allowed = URI.create(allowedUrl);
        } catch (IllegalArgumentException e) {
            throw new SettingException("allowedUrl", allowedUrl, "scheme://host[:port]");
        }
        if (allowed.getHost() == null || allowed.getScheme() == null) {
            throw new SettingException("allowedUrl", allowedUrl, "scheme://host[:port]");
        }
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        HttpHost target = scope.route.getTargetHost();
        boolean same = target.getSchemeName().equalsIgnoreCase(allowed.getScheme())
                && target.getHostName().equalsIgnoreCase(allowed.getHost())
                && port(target.getSchemeName(), target.getPort()) == port(allowed.getScheme(), allowed.getPort());
        if (!same) {
            throw new IOException("refused: a link leads to " + target.toURI() + " instead of " + allowed.getScheme()
                    + "://" + allowed.getRawAuthority() + "; nothing was sent there");
        }
        return chain.proceed(request, scope);
    }

    private static int port(String scheme, int port) {
        return port >= 0 ? port : "https".equalsIgnoreCase(scheme) ? 443 : 80;
    }
}
