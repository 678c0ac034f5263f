package org.m365siem.simulator.tenant.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Set;
import org.m365siem.simulator.tenant.http.HttpAnswer;

/**
 * Verifies a certificate's proof, {@code private_key_jwt} (RFC 7523; Microsoft: certificate credentials for application
 * authentication).
 */
final class ClientAssertion {
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final JsonNode header;
    private final JsonNode claims;
    private final String signed;
    private final byte[] signature;

    private ClientAssertion(JsonNode header, JsonNode claims, String signed, byte[] signature) {
        this.header = header;
        this.claims = claims;
        this.signed = signed;
        this.signature = signature;
    }

    /**
     * @param audiences the names of the endpoint that was called
     * @return null when the assertion proves the client, otherwise the refusal
     */
    static HttpAnswer refusal(
            String jwt, String clientId, Set<String> audiences, Collection<X509Certificate> registered, Instant now) {
        ClientAssertion assertion = read(jwt);
        if (assertion == null) {
            return EntraErrors.client(50027, "JWT token is invalid or malformed.", now);
        }
        X509Certificate certificate = assertion.certificate(registered);
        if (certificate == null) {
            return EntraErrors.client(
                    700027,
                    "The certificate with identifier used to sign the client assertion is not registered on application. "
                            + "[Reason - The key was not found.]",
                    now);
        }
        if (!assertion.isSignedBy(certificate)) {
            return EntraErrors.client(
                    700027,
                    "Client assertion failed signature validation. [Reason - The key used is expired or wrong.]",
                    now);
        }
        return assertion.refusalOfClaims(clientId, audiences, now);
    }

    private HttpAnswer refusalOfClaims(String clientId, Set<String> audiences, Instant now) {
        if (!claims.path("iss").asText().equals(clientId)
                || !claims.path("sub").asText().equals(clientId)) {
            return EntraErrors.client(
                    700021, "Client assertion application identifier doesn't match 'client_id' parameter.", now);
        }
        if (!audiences.contains(claims.path("aud").asText())) {
            return EntraErrors.client(700023, "Client assertion audience claim does not match Realm issuer.", now);
        }
        Instant until = Instant.ofEpochSecond(claims.path("exp").asLong(0));
        Instant from = Instant.ofEpochSecond(
                claims.path("nbf").asLong(claims.path("iat").asLong(0)));
        if (now.isAfter(until.plus(TOLERANCE)) || now.isBefore(from.minus(TOLERANCE))) {
            return EntraErrors.client(
                    700024,
                    "Client assertion is not within its valid time range. Current time: " + now
                            + ", assertion valid from " + from + ", expiry time of assertion " + until + ".",
                    now);
        }
        return null;
    }

    private static ClientAssertion read(String jwt) {
        String[] parts = jwt.split("\\.", -1);
        try {
            ObjectMapper json = new ObjectMapper();
            Base64.Decoder decoder = Base64.getUrlDecoder();
            return parts.length != 3
                    ? null
                    : new ClientAssertion(
                            json.readTree(decoder.decode(parts[0])),
                            json.readTree(decoder.decode(parts[1])),
                            parts[0] + "." + parts[1],
                            decoder.decode(parts[2]));
        } catch (IOException | IllegalArgumentException broken) {
            return null;
        }
    }

    private X509Certificate certificate(Collection<X509Certificate> registered) {
        for (X509Certificate certificate : registered) {
            String named = urlSafe(header.path("x5t#S256").asText());
            boolean same = named.isEmpty()
                    ? urlSafe(header.path("x5t").asText()).equals(thumbprint("SHA-1", certificate))
                    : named.equals(thumbprint("SHA-256", certificate));
            if (same) {
                return certificate;
            }
        }
        return null;
    }

    /** Microsoft's own library, MSAL for Java, sends standard Base64 with padding, and Entra takes it. */
    private static String urlSafe(String base64) {
        return base64.replace('+', '-').replace('/', '_').replace("=", "");
    }

    private static String thumbprint(String digest, X509Certificate certificate) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance(digest).digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isSignedBy(X509Certificate certificate) {
        try {
            Signature verifier;
            switch (header.path("alg").asText()) {
                case "RS256" -> verifier = Signature.getInstance("SHA256withRSA");
                case "PS256" -> {
                    verifier = Signature.getInstance("RSASSA-PSS");
                    verifier.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
                }
                default -> {
                    return false;
                }
            }
            verifier.initVerify(certificate.getPublicKey());
            verifier.update(signed.getBytes(StandardCharsets.US_ASCII));
            return verifier.verify(signature);
        } catch (GeneralSecurityException notASignature) {
            return false;
        }
    }
}
