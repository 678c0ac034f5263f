package org.m365siem.simulator.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.ClientCertificateCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.m365siem.TickingClock;
import org.m365siem.simulator.CertificateAuthority;
import org.m365siem.simulator.CertificateAuthority.Issued;

class TokenEndpointTest {
    private static final String SCOPE = "https://manage.office.com/.default";
    private static SimulatedTenant tenant;
    private static TenantClient client;

    @BeforeAll
    static void startTenant() {
        tenant = SimulatedTenant.start(TenantOptions.builder().events(10).build());
        client = new TenantClient(tenant);
    }

    @AfterAll
    static void stopTenant() {
        tenant.close();
    }

    @Test
    void azureIdentityGetsATokenWithTheSecret() {
        TokenCredential credential = secretCredential(tenant.clientSecret());
        String token = token(credential, SCOPE);
        assertThat(tenant.accepts(token, "https://manage.office.com")).isTrue();
        assertThat(tenant.accepts(token, "https://monitor.azure.com")).isFalse();
        String other = token(credential, "https://monitor.azure.com//.default");
        assertThat(tenant.accepts(other, "https://monitor.azure.com/")).isTrue();
    }

    @Test
    void azureIdentityGetsATokenWithTheCertificate() {
        String token = token(certificateCredential(tenant.clientCertificate()), SCOPE);
        assertThat(tenant.accepts(token, "https://manage.office.com")).isTrue();
    }

    @Test
    void azureIdentityIsToldThatTheSecretIsWrong() {
        assertThatThrownBy(() -> token(secretCredential("wrong"), SCOPE)).hasMessageContaining("AADSTS7000215");
    }

    @Test
    void azureIdentityIsToldThatTheCertificateIsNotRegistered() {
        Issued foreign = CertificateAuthority.create(Clock.systemUTC()).issue("foreign");
        assertThatThrownBy(() -> token(certificateCredential(foreign), SCOPE)).hasMessageContaining("AADSTS700027");
    }

    @Test
    void theFirstVersionTakesAResourceAndSendsNumbersAsText() throws Exception {
        Map<String, String> form = form();
        form.remove("scope");
        form.put("resource", "https://manage.office.com");
        HttpResponse<String> answer = client.post("/" + tenant.tenantId() + "/oauth2/token", form);
        JsonNode json = TenantClient.json(answer);
        assertThat(json.path("expires_in").isTextual()).isTrue();
        assertThat(tenant.accepts(json.path("access_token").asText(), "https://manage.office.com"))
                .isTrue();
    }

    @Test
    void mistakesAreAnsweredWithMicrosoftsCodes() throws Exception {
        assertThat(codeWith("client_id", "33333333-2222-3333-4444-555555555555"))
                .isEqualTo(700016);
        assertThat(codeWith("client_secret", "guess")).isEqualTo(7000215);
        assertThat(codeWith("client_secret", null)).isEqualTo(7000218);
        assertThat(codeWith("client_id", null)).isEqualTo(900144);
        assertThat(codeWith("grant_type", "password")).isEqualTo(70003);
        assertThat(codeWith("scope", "https://manage.office.com/read")).isEqualTo(1002012);
        assertThat(codeWith("scope", "https://elsewhere.example/.default")).isEqualTo(500011);
        assertThat(code(client.post("/33333333-2222-3333-4444-555555555555/oauth2/v2.0/token", form())))
                .isEqualTo(90002);
        assertThat(code(client.post("/common/oauth2/v2.0/token", form()))).isEqualTo(900023);
    }

    @Test
    void assertionsAreVerifiedInEveryPart() throws Exception {
        long now = Instant.now().getEpochSecond();
        String aud = tenant.url() + "/" + tenant.tenantId() + "/oauth2/v2.0/token";
        String id = tenant.clientId();
        Issued known = tenant.clientCertificate();
        assertThat(assertionCode(known, known, "RS256", id, aud, now - 10, now + 300))
                .isZero();
        assertThat(assertionCode(known, known, "PS256", id, aud, now - 10, now + 300))
                .isZero();
        assertThat(assertionCode(known, tenant.authority().issue("x"), "PS256", id, aud, now - 10, now + 300))
                .isEqualTo(700027);
        assertThat(assertionCode(known, known, "none", id, aud, now - 10, now + 300))
                .isEqualTo(700027);
        assertThat(assertionCode(known, known, "RS256", "someone", aud, now - 10, now + 300))
                .isEqualTo(700021);
        assertThat(assertionCode(known, known, "RS256", id, aud + "/", now - 10, now + 300))
                .isEqualTo(700023);
        assertThat(assertionCode(known, known, "RS256", id, aud, now - 2_000, now - 1_000))
                .isEqualTo(700024);
        assertThat(assertionCode(known, known, "RS256", id, aud, now + 1_000, now + 2_000))
                .isEqualTo(700024);
    }

    @Test
    void tokensEndByTimeAndByRevocation() {
        TickingClock clock = new TickingClock(Instant.now());
        TenantOptions options = TenantOptions.builder()
                .events(10)
                .clock(clock)
                .tokenLife(Duration.ofSeconds(60))
                .build();
        try (SimulatedTenant other = SimulatedTenant.start(options)) {
            String token = tokenOf(other);
            assertThat(other.accepts(token, "https://manage.office.com")).isTrue();
            assertThat(other.accepts(token + "x", "https://manage.office.com")).isFalse();
            clock.tick(Duration.ofSeconds(60));
            assertThat(other.accepts(token, "https://manage.office.com")).isFalse();
            String next = tokenOf(other);
            other.revokeTokens();
            assertThat(other.accepts(next, "https://manage.office.com")).isFalse();
            assertThat(other.accepts("garbage", "https://manage.office.com")).isFalse();
        }
    }

    private static String tokenOf(SimulatedTenant which) {
        try {
            return TenantClient.json(new TenantClient(which).login())
                    .path("access_token")
                    .asText();
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> form() {
        return new HashMap<>(Map.of(
                "grant_type",
                "client_credentials",
                "client_id",
                tenant.clientId(),
                "client_secret",
                tenant.clientSecret(),
                "scope",
                SCOPE));
    }

    private static int codeWith(String name, String value) throws Exception {
        Map<String, String> form = form();
        form.remove(name);
        if (value != null) {
            form.put(name, value);
        }
        return code(client.post("/" + tenant.tenantId() + "/oauth2/v2.0/token", form));
    }

    private static int code(HttpResponse<String> answer) throws Exception {
        JsonNode json = TenantClient.json(answer);
        int code = json.path("error_codes").path(0).asInt();
        if (code != 0) {
            assertThat(answer.statusCode()).isIn(400, 401);
            assertThat(json.path("error_description").asText()).startsWith("AADSTS" + code + ": ");
            assertThat(json.path("error").asText()).isNotEmpty();
        }
        return code;
    }

    private static int assertionCode(
            Issued named, Issued signer, String algorithm, String issuer, String audience, long from, long until)
            throws Exception {
        boolean pss = algorithm.equals("PS256");
        byte[] thumb = java.security.MessageDigest.getInstance(pss ? "SHA-256" : "SHA-1")
                .digest(named.certificate().getEncoded());
        String header = "{\"typ\":\"JWT\",\"alg\":\"" + algorithm + "\",\"" + (pss ? "x5t#S256" : "x5t") + "\":\""
                + Base64.getUrlEncoder().withoutPadding().encodeToString(thumb) + "\"}";
        String claims = "{\"aud\":\"" + audience + "\",\"iss\":\"" + issuer + "\",\"sub\":\"" + issuer
                + "\",\"jti\":\"1\",\"nbf\":" + from + ",\"exp\":" + until + "}";
        String text = encoded(header.getBytes(StandardCharsets.UTF_8)) + "."
                + encoded(claims.getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance(pss ? "RSASSA-PSS" : "SHA256withRSA");
        if (pss) {
            signature.setParameter(new java.security.spec.PSSParameterSpec(
                    "SHA-256", "MGF1", java.security.spec.MGF1ParameterSpec.SHA256, 32, 1));
        }
        signature.initSign(signer.key());
        signature.update(text.getBytes(StandardCharsets.US_ASCII));
        Map<String, String> form = form();
        form.remove("client_secret");
        form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        form.put("client_assertion", text + "." + encoded(signature.sign()));
        return code(client.post("/" + tenant.tenantId() + "/oauth2/v2.0/token", form));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String token(TokenCredential credential, String scope) {
        return credential
                .getTokenSync(new TokenRequestContext().addScopes(scope))
                .getToken();
    }

    private static HttpClient azureHttp() {
        return new JdkHttpClientBuilder(java.net.http.HttpClient.newBuilder()
                        .sslContext(tenant.authority().clientContext(null)))
                .build();
    }

    private static TokenCredential secretCredential(String secret) {
        return new ClientSecretCredentialBuilder()
                .authorityHost(tenant.url())
                .tenantId(tenant.tenantId())
                .clientId(tenant.clientId())
                .clientSecret(secret)
                .disableInstanceDiscovery()
                .httpClient(azureHttp())
                .build();
    }

    private static TokenCredential certificateCredential(Issued issued) {
        return new ClientCertificateCredentialBuilder()
                .authorityHost(tenant.url())
                .tenantId(tenant.tenantId())
                .clientId(tenant.clientId())
                .pemCertificate(new ByteArrayInputStream(
                        (issued.certificatePem() + issued.keyPem()).getBytes(StandardCharsets.US_ASCII)))
                .disableInstanceDiscovery()
                .httpClient(azureHttp())
                .build();
    }
}
