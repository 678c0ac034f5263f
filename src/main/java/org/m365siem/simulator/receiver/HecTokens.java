package org.m365siem.simulator.receiver;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Who may send: {@code Authorization: Splunk TOKEN}, or Basic with the token as password; never in the query. */
final class HecTokens {
    private final String token;

    HecTokens(String token) {
        this.token = token;
    }

    HecCode check(HttpRequest request) {
        String authorization = request.header("Authorization");
        if (authorization == null) {
            String inQuery = request.query().get("token");
            if (inQuery == null) {
                return HecCode.TOKEN_REQUIRED;
            }
            return inQuery.equals(token) ? HecCode.QUERY_TOKEN_DISABLED : HecCode.INVALID_TOKEN;
        }
        String given = null;
        if (authorization.regionMatches(true, 0, "Splunk ", 0, 7)) {
            given = authorization.substring(7).strip();
        } else if (authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            given = password(authorization.substring(6).strip());
        }
        if (given == null || given.isEmpty()) {
            return HecCode.INVALID_AUTHORIZATION;
        }
        return given.equals(token) ? HecCode.SUCCESS : HecCode.INVALID_TOKEN;
    }

    private static String password(String basic) {
        try {
            String pair = new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
