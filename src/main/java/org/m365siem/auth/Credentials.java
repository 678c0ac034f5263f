package org.m365siem.auth;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.identity.AadCredentialBuilderBase;
import com.azure.identity.ClientAssertionCredentialBuilder;
import com.azure.identity.ClientCertificateCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.aad.msal4j.ManagedIdentityApplication;
import com.microsoft.aad.msal4j.TokenCache;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Collections;
import org.m365siem.settings.SettingException;

/**
 * Builds the azure-identity credential of one token request. It is a fresh object each time: the libraries keep tokens in
 * their credential objects, and would hand out a token that an API has refused until it expires.
 */
final class Credentials {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final char[] IN_MEMORY = "in memory".toCharArray();

    private Credentials() {}

    static TokenCredential of(EntraSettings settings, HttpClient transport) {
        return switch (settings.credential()) {
            case "certificate" -> certificate(settings, transport);
            case "managed-identity" ->
                new ManagedIdentityCredentialBuilder()
                        .clientId(settings.client())
                        .httpClient(transport)
                        .retryOptions(once())
                        .build();
            case "workload-identity" ->
                common(new ClientAssertionCredentialBuilder(), settings, transport)
                        // not WorkloadIdentityCredential, which was seen to wait for ever
                        .clientAssertion(() -> federatedToken(settings.federatedTokenFile()))
                        .disableInstanceDiscovery()
                        .build();
            default ->
                common(new ClientSecretCredentialBuilder(), settings, transport)
                        .clientSecret(settings.secret())
                        .disableInstanceDiscovery()
                        .build();
        };
    }

    /**
     * Managed identities have one token cache for the whole process, which outlives the credential object and cannot be
     * emptied: every token in it is made to look expired.
     */
    static void forgetManagedIdentityTokens() {
        TokenCache cache = ManagedIdentityApplication.getSharedTokenCache();
        try {
            JsonNode all = JSON.readTree(cache.serialize());
            for (JsonNode token : all.path("AccessToken")) {
                ((ObjectNode) token).put("expires_on", "0");
            }
            cache.deserialize(all.toString());
        } catch (IOException e) {
            throw new IllegalStateException("the token cache of managed identities is not JSON", e);
        }
    }

    /** The kubelet replaces the file before its token expires. */
    private static String federatedToken(String file) {
        return new String(Pem.bytes(file), StandardCharsets.UTF_8).strip();
    }

    private static TokenCredential certificate(EntraSettings settings, HttpClient transport) {
        return common(new ClientCertificateCredentialBuilder(), settings, transport)
                .pfxCertificate(new ByteArrayInputStream(pfx(settings)))
                .clientCertificatePassword(String.valueOf(IN_MEMORY))
                .disableInstanceDiscovery()
                .build();
    }

    private static <T extends AadCredentialBuilderBase<T>> T common(
            T builder, EntraSettings settings, HttpClient transport) {
        return builder.authorityHost("https://" + settings.authority().getRawAuthority())
                .tenantId(settings.tenant())
                .clientId(settings.client())
                .httpClient(transport)
                .retryOptions(once());
    }

    /** Retries are our own: they must not block a thread, nor multiply. */
    private static RetryOptions once() {
        return new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1)));
    }

    /** Key and certificates of the file, the leaf first, as the one form that the library reads without guessing. */
    private static byte[] pfx(EntraSettings settings) {
        String file = settings.certificateFile();
        boolean pem = new String(Pem.bytes(file), StandardCharsets.ISO_8859_1).contains("-----BEGIN ");
        KeyStore store = pem ? Trust.identity(file, null) : load(file, settings.certificatePassword());
        char[] password = pem ? new char[0] : settings.certificatePassword().toCharArray();
        try {
            String alias = Collections.list(store.aliases()).stream()
                    .filter(a -> isKey(store, a))
                    .findFirst()
                    .orElseThrow(() -> new SettingException(file + ": no private key in it"));
            Key key = store.getKey(alias, password);
            if (!(key instanceof PrivateKey) || !key.getAlgorithm().equals("RSA")) {
                throw new SettingException(file + ": Entra takes RSA keys only, this is " + key.getAlgorithm());
            }
            return inMemory((PrivateKey) key, store.getCertificateChain(alias));
        } catch (GeneralSecurityException | IOException e) {
            throw new SettingException(
                    file + ": its key cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static byte[] inMemory(PrivateKey key, Certificate[] chain) throws GeneralSecurityException, IOException {
        KeyStore out = KeyStore.getInstance("PKCS12");
        out.load(null, IN_MEMORY);
        out.setKeyEntry("identity", key, IN_MEMORY, chain);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        out.store(bytes, IN_MEMORY);
        return bytes.toByteArray();
    }

    private static KeyStore load(String file, String password) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(Pem.bytes(file)), password.toCharArray());
            return store;
        } catch (GeneralSecurityException | IOException e) {
            boolean wrong = e.getCause() instanceof UnrecoverableKeyException;
            throw new SettingException(
                    file + (wrong ? ": the certificate password is wrong" : ": neither a PEM nor a PFX file"));
        }
    }

    private static boolean isKey(KeyStore store, String alias) {
        try {
            return store.isKeyEntry(alias);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
