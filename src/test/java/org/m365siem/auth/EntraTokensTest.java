package org.m365siem.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.m365siem.TickingClock;
import org.m365siem.camel.ScriptedServer;
import org.m365siem.camel.ScriptedServer.Answer;

class EntraTokensTest {
    private static final String SCOPE = "https://manage.office.com/.default";
    private static final String OTHER = "https://graph.microsoft.com/.default";
    private static final String SECRET = "s~e+c&r=t%/#";

    @TempDir
    Path folder;

    private final AtomicInteger number = new AtomicInteger();
    private final ScriptedServer entra = new ScriptedServer(null, asked -> token(3599));
    private final TickingClock clock = new TickingClock();
    private final EntraTokens tokens = tokens();

    private EntraTokens tokens() {
        EntraTokens bean = new EntraTokens(clock);
        bean.setAuthorityUrl(entra.url());
        bean.setTenantId("11111111-2222-3333-4444-555555555555");
        bean.setClientId("66666666-7777-8888-9999-000000000000");
        bean.setClientSecret(SECRET);
        return bean;
    }

    private Answer token(long life) {
        return Answer.of(
                200,
                "{\"token_type\":\"Bearer\",\"expires_in\":" + life + ",\"access_token\":\"token-"
                        + number.incrementAndGet() + "\"}");
    }

    private static Answer refusal(int status, String error, int code) {
        return Answer.of(
                status,
                "{\"error\":\"" + error + "\",\"error_description\":\"AADSTS" + code
                        + ": words. Trace ID: x\",\"error_codes\":[" + code + "],\"trace_id\":\"abc-1\"}");
    }

    @AfterEach
    void stop() {
        entra.close();
    }

    @Test
    void a_secret_is_sent_as_it_is_and_the_token_is_kept() throws Exception {
        assertThat(tokens.token(SCOPE)).isEqualTo("token-1");
        assertThat(tokens.token(SCOPE)).isEqualTo("token-1");
        assertThat(entra.asked()).hasSize(1);
        ScriptedServer.Asked asked = entra.asked().get(0);
        assertThat(asked.path()).isEqualTo("/11111111-2222-3333-4444-555555555555/oauth2/v2.0/token");
        Map<String, String> form = form(asked);
        assertThat(form).containsEntry("grant_type", "client_credentials");
        assertThat(form).containsEntry("client_id", "66666666-7777-8888-9999-000000000000");
        assertThat(form).containsEntry("client_secret", SECRET);
        assertThat(List.of(form.get("scope").split(" "))).contains(SCOPE);
    }

    @Test
    void each_scope_has_its_own_token() throws Exception {
        assertThat(tokens.token(SCOPE)).isEqualTo("token-1");
        assertThat(tokens.token(OTHER)).isEqualTo("token-2");
        assertThat(tokens.token(SCOPE)).isEqualTo("token-1");
    }

    @ParameterizedTest
    @CsvSource({"3600,3299,3301", "600,539,541", "20,17,19"})
    void it_is_renewed_when_five_minutes_or_a_tenth_of_its_life_is_left(long life, long before, long after)
            throws Exception {
        entra.answer(asked -> token(life));
        assertThat(tokens.token(SCOPE)).isEqualTo("token-1");
        clock.tick(Duration.ofSeconds(before));
        assertThat(tokens.token(SCOPE)).isEqualTo("token-1");
        clock.tick(Duration.ofSeconds(after - before));
        assertThat(tokens.token(SCOPE)).isEqualTo("token-2");
    }

    @Test
    void while_renewal_fails_the_old_one_is_used_until_it_expires_and_no_longer() throws Exception {
        tokens.token(SCOPE);
        entra.answer(asked -> Answer.of(503, ""));
        clock.tick(Duration.ofSeconds(3400));
        assertThat(tokens.token(SCOPE)).isEqualTo("token-1");
        assertThat(tokens.token(SCOPE)).isEqualTo("token-1");
        assertThat(entra.asked()).as("one try, then back-off").hasSize(2);
        clock.tick(Duration.ofSeconds(198));
        assertThat(tokens.token(SCOPE)).isEqualTo("token-1");
        clock.tick(Duration.ofSeconds(2));
        assertThat(failure().fatal()).isFalse();
    }

    @Test
    void a_hundred_threads_make_one_request() throws Exception {
        CountDownLatch all = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(100);
        try {
            Callable<String> ask = () -> {
                all.await();
                return tokens.token(SCOPE);
            };
            List<Future<String>> answers = java.util.stream.IntStream.range(0, 100)
                    .mapToObj(i -> pool.submit(ask))
                    .toList();
            all.countDown();
            for (Future<String> answer : answers) {
                assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("token-1");
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(entra.asked()).hasSize(1);
    }

    @Test
    void a_rejected_token_is_never_served_again() throws Exception {
        String first = tokens.token(SCOPE);
        tokens.reject(SCOPE, first);
        String second = tokens.token(SCOPE);
        assertThat(second).isEqualTo("token-2");
        tokens.reject(SCOPE, first);
        assertThat(tokens.token(SCOPE))
                .as("the late reject of an old token changes nothing")
                .isEqualTo(second);
        assertThat(entra.asked()).hasSize(2);
    }

    @Test
    void an_api_that_rejects_every_token_does_not_make_us_hammer() throws Exception {
        for (int i = 0; i < 100; i++) {
            tokens.reject(SCOPE, tokens.token(SCOPE));
        }
        assertThat(entra.asked()).hasSize(ScopeToken.REJECTS_A_MINUTE + 1);
    }

    @ParameterizedTest
    @CsvSource({
        "401,invalid_client,7000215", "401,invalid_client,7000222", "401,invalid_client,7000218",
        "400,unauthorized_client,700016", "401,unauthorized_client,7000112", "400,invalid_request,90002",
        "401,invalid_client,700027", "401,invalid_client,50012", "400,invalid_resource,500011",
        "400,invalid_resource,50001", "400,invalid_scope,70011", "400,invalid_client,700213",
        "400,unauthorized_client,900382", "400,invalid_grant,53003", "400,invalid_request,9001023",
        "401,invalid_client,1234567"
    })
    void what_someone_must_fix_is_tried_again_every_two_minutes(int status, String error, int code) throws Exception {
        entra.answer(asked -> refusal(status, error, code));
        TokenException failed = failure();
        assertThat(failed.fatal()).isTrue();
        assertThat(failed.retryAfter()).isEqualTo(Duration.ofMinutes(2));
        assertThat(failed)
                .hasMessageContaining("refused")
                .hasMessageContaining("AADSTS" + code)
                .hasMessageContaining("abc-1");
        assertThat(String.valueOf(failed.getMessage() + failed.getCause())).doesNotContain(SECRET);
        clock.tick(Duration.ofSeconds(30));
        assertThat(failure().retryAfter()).isEqualTo(Duration.ofSeconds(90));
        assertThat(entra.asked()).hasSize(1);
        clock.tick(Duration.ofSeconds(91));
        entra.answer(asked -> token(3599));
        assertThat(tokens.token(SCOPE)).isEqualTo("token-1");
    }

    @ParameterizedTest
    @CsvSource({
        "503,temporarily_unavailable,90033", "400,invalid_grant,90006", "400,invalid_request,90012",
        "400,invalid_request,90024", "400,invalid_request,90090", "429,temporarily_unavailable,90055",
        "400,invalid_client,90061", "400,temporarily_unavailable,0", "500,server_error,0"
    })
    void what_passes_is_tried_again_with_back_off(int status, String error, int code) {
        entra.answer(asked -> refusal(status, error, code));
        long expected = 1;
        for (int i = 1; i <= 9; i++) {
            TokenException failed = failure();
            assertThat(failed.fatal()).isFalse();
            assertThat(failed.retryAfter()).isEqualTo(Duration.ofSeconds(expected));
            assertThat(entra.asked()).hasSize(i);
            clock.tick(failed.retryAfter());
            expected = Math.min(60, expected * 2);
        }
    }

    @Test
    void a_proof_out_of_its_time_is_renewed_once_before_someone_must_act() {
        entra.answer(asked -> refusal(401, "invalid_client", 700024));
        TokenException first = failure();
        assertThat(first.fatal()).isFalse();
        clock.tick(first.retryAfter());
        TokenException second = failure();
        assertThat(second.fatal()).isTrue();
        assertThat(second).hasMessageContaining("clock skew");
    }

    @Test
    void retry_after_is_honoured_beyond_the_longest_back_off() {
        entra.answer(asked -> Answer.of(429, "").with("Retry-After", "300"));
        assertThat(failure().retryAfter()).isEqualTo(Duration.ofSeconds(300));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"expires_in\":3599}",
                "<html>sign in</html>",
                "",
                "{\"access_token\":\"\",\"expires_in\":5}",
                "{\"access_token\":\"x\",\"expires_in\":0}",
                "[]"
            })
    void an_answer_that_is_no_token_is_transient(String body) {
        entra.answer(asked -> Answer.of(200, body));
        TokenException failed = failure();
        assertThat(failed.fatal()).isFalse();
        assertThat(failed).hasMessageContaining("not with a token").hasMessageContaining(entra.url());
        assertThat(entra.asked()).hasSize(1);
    }

    @Test
    void a_token_without_a_life_lives_five_minutes() throws Exception {
        entra.answer(asked ->
                Answer.of(200, "{\"token_type\":\"Bearer\",\"access_token\":\"t" + number.incrementAndGet() + "\"}"));
        assertThat(tokens.token(SCOPE)).isEqualTo("t1");
        clock.tick(Duration.ofSeconds(269));
        assertThat(tokens.token(SCOPE)).isEqualTo("t1");
        clock.tick(Duration.ofSeconds(2));
        assertThat(tokens.token(SCOPE)).isEqualTo("t2");
    }

    @Test
    void a_redirect_is_not_followed() {
        try (ScriptedServer elsewhere = new ScriptedServer(null, asked -> token(3599))) {
            entra.answer(asked -> Answer.of(302, "").with("Location", elsewhere.url() + "/"));
            assertThat(failure().fatal()).isFalse();
            assertThat(elsewhere.asked()).isEmpty();
        }
    }

    @Test
    void connection_refused_is_transient_and_names_the_address() {
        entra.close();
        TokenException failed = failure();
        assertThat(failed.fatal()).isFalse();
        assertThat(failed).hasMessageContaining(entra.url()).hasMessageContaining("cannot be reached");
    }

    @Test
    void a_secret_in_a_file_can_be_replaced_while_the_program_runs() throws Exception {
        Path file = TestCertificates.write(folder, "secret", "old\n");
        tokens.setClientSecret("");
        tokens.setClientSecretFile(file.toString());
        tokens.reject(SCOPE, tokens.token(SCOPE));
        TestCertificates.write(folder, "secret", "new\n");
        tokens.token(SCOPE);
        assertThat(entra.asked())
                .extracting(asked -> form(asked).get("client_secret"))
                .containsExactly("old", "new");
    }

    @Test
    void missing_settings_are_named_and_nothing_is_sent() {
        EntraTokens empty = new EntraTokens(clock);
        empty.setPrefix("sentinel");
        empty.setAuthorityUrl(entra.url());
        TokenException failed = catchThrowableOfType(TokenException.class, () -> empty.token(SCOPE));
        assertThat(failed.fatal()).isTrue();
        assertThat(failed).hasMessageContaining("sentinel.tenant-id");
        assertThat(entra.asked()).isEmpty();
    }

    @Test
    void without_its_own_client_the_tokens_of_the_other_registration_are_used() throws Exception {
        EntraTokens own = new EntraTokens(clock);
        own.setFallback(tokens);
        own.setAuthorityUrl(entra.url());
        assertThat(own.token(SCOPE)).isEqualTo(tokens.token(SCOPE));
        own.reject(SCOPE, "token-1");
        assertThat(own.token(SCOPE)).isEqualTo("token-2");
        own.setClientId("99999999-7777-8888-9999-000000000000");
        own.setClientSecret("own");
        assertThat(own.token(SCOPE)).isEqualTo("token-3");
        assertThat(entra.asked().get(2).path()).startsWith("/11111111-2222-3333-4444-555555555555/");
    }

    @Test
    void a_certificate_proves_itself_whatever_the_order_of_the_file() throws Exception {
        TestCertificates authority = new TestCertificates();
        TestCertificates.Issued issued = authority.server("client");
        tokens.setCredential("certificate");
        for (String[] order : List.of(
                new String[] {issued.keyPem(), issued.certificatePem(), authority.authorityPem()},
                new String[] {authority.authorityPem(), issued.certificatePem(), issued.keyPem()})) {
            tokens.setCertificateFile(
                    TestCertificates.write(folder, "id.pem", order).toString());
            tokens.reject(SCOPE, tokens.token(SCOPE));
        }
        tokens.setCertificateFile(pfx(issued).toString());
        tokens.setCertificatePassword("change it");
        tokens.token(SCOPE);
        assertThat(entra.asked()).hasSize(3);
        for (ScriptedServer.Asked asked : entra.asked()) {
            assertThat(isSignedBy(issued, form(asked).get("client_assertion"))).isTrue();
            assertThat(form(asked)).doesNotContainKey("client_secret");
        }
    }

    @Test
    void a_wrong_password_of_a_certificate_says_so() throws Exception {
        tokens.setCredential("certificate");
        tokens.setCertificateFile(pfx(new TestCertificates().server("client")).toString());
        tokens.setCertificatePassword("wrong one");
        assertThat(failure()).hasMessageContaining("password is wrong").hasMessageContaining("id.pfx");
    }

    @Test
    void a_workload_identity_reads_its_file_for_every_request() throws Exception {
        Path file = TestCertificates.write(folder, "projected", "jwt-1");
        tokens.setCredential("workload-identity");
        tokens.setFederatedTokenFile(file.toString());
        tokens.reject(SCOPE, tokens.token(SCOPE));
        TestCertificates.write(folder, "projected", "jwt-2");
        tokens.token(SCOPE);
        assertThat(entra.asked())
                .extracting(asked -> form(asked).get("client_assertion"))
                .containsExactly("jwt-1", "jwt-2");
    }

    @Test
    void tls_needs_an_authority_that_is_trusted() throws Exception {
        TestCertificates authority = new TestCertificates();
        TestCertificates.Issued issued = authority.server("localhost");
        Path pem = TestCertificates.write(folder, "server.pem", issued.certificatePem(), issued.keyPem());
        try (ScriptedServer secure =
                new ScriptedServer(Trust.context(null, null, pem.toString(), null), asked -> token(3599))) {
            tokens.setAuthorityUrl(secure.url());
            TokenException failed = failure();
            assertThat(failed.fatal()).isTrue();
            assertThat(failed).hasMessageContaining("certificate").hasMessageContaining("ca-file");
            EntraTokens trusting = tokens();
            trusting.setAuthorityUrl(secure.url());
            trusting.setCaFile(TestCertificates.write(folder, "ca.pem", authority.authorityPem())
                    .toString());
            assertThat(trusting.token(SCOPE)).isEqualTo("token-1");
        }
    }

    @Test
    void a_proxy_is_used_when_set() throws Exception {
        try (ScriptedServer proxy = new ScriptedServer(null, asked -> token(3599))) {
            tokens.setAuthorityUrl("http://login.example.invalid");
            tokens.setProxyUrl(proxy.url());
            assertThat(tokens.token(SCOPE)).isEqualTo("token-1");
            assertThat(proxy.asked().get(0).header("Host")).startsWith("login.example.invalid");
        }
    }

    private TokenException failure() {
        return catchThrowableOfType(TokenException.class, () -> tokens.token(SCOPE));
    }

    private Path pfx(TestCertificates.Issued issued) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        char[] password = "change it".toCharArray();
        store.setKeyEntry("me", issued.key().getPrivate(), password, new Certificate[] {issued.certificate()});
        Path file = folder.resolve("id.pfx");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password);
        }
        return file;
    }

    private static boolean isSignedBy(TestCertificates.Issued issued, String jwt) throws Exception {
        String[] parts = jwt.split("\\.");
        JsonNode header = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(parts[0]));
        Signature signature = Signature.getInstance("RSASSA-PSS");
        if (header.path("alg").asText().equals("PS256")) {
            signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        } else {
            signature = Signature.getInstance("SHA256withRSA");
        }
        signature.initVerify(issued.certificate());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    }

    private static Map<String, String> form(ScriptedServer.Asked asked) {
        return Arrays.stream(asked.body().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }
}
