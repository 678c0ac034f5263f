package org.m365siem.simulator.tenant.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Issues bearer tokens and recognises them. They look like Microsoft's, but only their issuer can check them. */
public final class AccessTokens {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final Clock clock;
    private final Duration life;
    private final String tenant;
    private final SecretKeySpec key;
    private final AtomicInteger generation = new AtomicInteger();

    public AccessTokens(Clock clock, Duration life, String tenant) {
        this.clock = clock;
        this.life = life;
        this.tenant = tenant;
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        this.key = new SecretKeySpec(secret, "HmacSHA256");
    }

    /** What a token says. */
    record Claims(String audience, String tenant, List<String> roles) {}

    /** In seconds. */
    public long life() {
        return life.toSeconds();
    }

    /** No token that was issued before this is accepted any more. */
    public void revoke() {
        generation.incrementAndGet();
    }

    public String issue(String audience, String clientId, List<String> roles) {
        long now = clock.instant().getEpochSecond();
        ObjectNode claims = JsonNodeFactory.instance.objectNode();
        claims.put("aud", audience)
                .put("iss", "https://sts.windows.net/" + tenant + "/")
                .put("iat", now)
                .put("nbf", now)
                .put("exp", now + life.toSeconds())
                .put("appid", clientId)
                .put("idtyp", "app")
                .put("tid", tenant)
                .put("uti", "g" + generation.get())
                .put("ver", "1.0");
        if (!roles.isEmpty()) {
            claims.set("roles", JSON.valueToTree(roles));
        }
        String text =
                encoded("{\"typ\":\"JWT\",\"alg\":\"RS256\",\"kid\":\"simulated\"}") + "." + encoded(claims.toString());
        return text + "." + URL.encodeToString(sign(text));
    }

    /** True for a good token that was issued for this resource. */
    public boolean accepts(String token, String audience) {
        Claims claims = check(token);
        return claims != null && claims.audience().equals(Audiences.plain(audience));
    }

    /** The claims of a token that is genuine, in time and not revoked; otherwise null. */
    Claims check(String token) {
        int dot = token.lastIndexOf('.');
        int first = token.indexOf('.');
        if (first < 0 || dot == first) {
            return null;
        }
        byte[] expected = URL.encode(sign(token.substring(0, dot)));
        byte[] signature = token.substring(dot + 1).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected, signature) ? claims(token.substring(first + 1, dot)) : null;
    }

    private Claims claims(String part) {
        try {
            JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(part));
            long now = clock.instant().getEpochSecond();
            boolean valid = now < claims.path("exp").asLong()
                    && claims.path("uti").asText().equals("g" + generation.get());
            List<String> roles = JSON.convertValue(
                    claims.withArray("roles"), JSON.getTypeFactory().constructCollectionType(List.class, String.class));
            return valid
                    ? new Claims(claims.path("aud").asText(), claims.path("tid").asText(), roles)
                    : null;
        } catch (IOException broken) {
            return null;
        }
    }

    private byte[] sign(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String json) {
        return URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
