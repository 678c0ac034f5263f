package org.m365siem.auth;

import java.net.URI;
import org.m365siem.settings.Cloud;
import org.m365siem.settings.SettingException;
import org.m365siem.settings.Values;

/**
 * The settings of one app registration, as a YAML bean gets them: text, an empty value is none. They are read when a token is
 * needed, so that a bean nobody uses needs no settings, and a secret in a file can be replaced while the program runs.
 */
public abstract class EntraSettings {
    private String prefix = "m365";
    private String authorityUrl;
    private String cloud;
    private String tenantId;
    private String clientId;
    private String credential;
    private String clientSecret;
    private String clientSecretFile;
    private String certificateFile;
    private String certificatePassword;
    private String certificatePasswordFile;
    private String federatedTokenFile;
    private String caFile;
    private String proxyUrl;
    private EntraTokens fallback;

    /** What the settings' names begin with, for messages: {@code m365}, {@code sentinel}. */
    public void setPrefix(String prefix) {
        this.prefix = prefix;
    }

    /** {@code scheme://host[:port]} in place of the cloud's. */
    public void setAuthorityUrl(String authorityUrl) {
        this.authorityUrl = authorityUrl;
    }

    public void setCloud(String cloud) {
        this.cloud = cloud;
    }

    public void setTenantId(String tenantId) {
        this.tenantId = tenantId;
    }

    public void setClientId(String clientId) {
        this.clientId = clientId;
    }

    /** {@code secret}, {@code certificate}, {@code managed-identity} or {@code workload-identity}. */
    public void setCredential(String credential) {
        this.credential = credential;
    }

    public void setClientSecret(String clientSecret) {
        this.clientSecret = clientSecret;
    }

    public void setClientSecretFile(String clientSecretFile) {
        this.clientSecretFile = clientSecretFile;
    }

    /** One PEM with unencrypted key and certificate in any order, or a PFX. */
    public void setCertificateFile(String certificateFile) {
        this.certificateFile = certificateFile;
    }

    /** The password of a PFX. */
    public void setCertificatePassword(String certificatePassword) {
        this.certificatePassword = certificatePassword;
    }

    public void setCertificatePasswordFile(String certificatePasswordFile) {
        this.certificatePasswordFile = certificatePasswordFile;
    }

    /** Where a workload identity finds its token; {@code AZURE_FEDERATED_TOKEN_FILE} unless set. */
    public void setFederatedTokenFile(String federatedTokenFile) {
        this.federatedTokenFile = federatedTokenFile;
    }

    /** PEM with authorities to trust beside the JDK's. */
    public void setCaFile(String caFile) {
        this.caFile = caFile;
    }

    public void setProxyUrl(String proxyUrl) {
        this.proxyUrl = proxyUrl;
    }

    /** Whose identity is used when this one is not set, e.g. that of {@code m365.*} for a SIEM without its own. */
    public void setFallback(EntraTokens fallback) {
        this.fallback = fallback;
    }

    /** The other registration, when this one has neither a client nor an identity of the platform. */
    final EntraTokens fallback() {
        boolean own = Values.text(clientId) != null || credential().endsWith("-identity");
        return own ? null : other();
    }

    /** Whose identity {@link #setFallback} has named, or null. */
    protected EntraTokens other() {
        return fallback;
    }

    final String credential() {
        return Values.text(credential) == null
                ? "secret"
                : Values.oneOf(
                        key("credential"),
                        credential,
                        "secret",
                        "certificate",
                        "managed-identity",
                        "workload-identity");
    }

    final boolean isManagedIdentity() {
        return credential().equals("managed-identity");
    }

    final URI authority() {
        String text = Values.text(authorityUrl);
        if (text == null) {
            text = Cloud.of(key("cloud"), cloud).authorityUrl();
        }
        try {
            URI uri = URI.create(text.replaceAll("/+$", ""));
            boolean scheme = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            if (scheme
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getPath().isEmpty()) {
                return uri;
            }
        } catch (IllegalArgumentException notAUrl) {
            // said below
        }
        throw new SettingException(key("authority-url"), text, "scheme://host[:port]");
    }

    /** Where tokens come from, for messages. */
    final String where() {
        try {
            return isManagedIdentity() ? "the managed identity" : authority().toString();
        } catch (SettingException said) {
            return "Entra";
        }
    }

    final String tenant() {
        String tenant = orEnvironment(tenantId, "AZURE_TENANT_ID");
        if (tenant == null && fallback != null) {
            return fallback.tenant();
        }
        if (tenant == null || !tenant.matches("[A-Za-z0-9.-]+")) {
            throw new SettingException(key("tenant-id"), tenant, "the tenant's id or one of its domains");
        }
        return tenant;
    }

    final String client() {
        String client = orEnvironment(clientId, "AZURE_CLIENT_ID");
        if (client == null && !isManagedIdentity()) {
            throw new SettingException(key("client-id"), client, "the application (client) id");
        }
        return client;
    }

    final String secret() {
        String secret = Values.secret(key("client-secret"), clientSecret, clientSecretFile);
        if (secret == null) {
            throw new SettingException(key("client-secret"), "", "the value of a client secret");
        }
        return secret;
    }

    final String certificateFile() {
        String file = Values.text(certificateFile);
        if (file == null) {
            throw new SettingException(key("certificate-file"), "", "a PEM or PFX file with key and certificate");
        }
        return file;
    }

    final String certificatePassword() {
        String password = Values.secret(key("certificate-password"), certificatePassword, certificatePasswordFile);
        return password == null ? "" : password;
    }

    final String federatedTokenFile() {
        String file = Values.text(federatedTokenFile);
        file = file == null ? Values.text(System.getenv("AZURE_FEDERATED_TOKEN_FILE")) : file;
        if (file == null) {
            throw new SettingException(
                    "AZURE_FEDERATED_TOKEN_FILE",
                    "",
                    "the file of a projected service account token"
                            + " (pod label azure.workload.identity/use: \"true\")");
        }
        return file;
    }

    final String caFile() {
        return caFile;
    }

    final ProxyAddress proxy() {
        return ProxyAddress.of(key("proxy-url"), proxyUrl);
    }

    /** The workload identity webhook sets tenant and client in the environment. */
    private String orEnvironment(String value, String variable) {
        String text = Values.text(value);
        return text == null && credential().equals("workload-identity") ? Values.text(System.getenv(variable)) : text;
    }

    private String key(String name) {
        return prefix + "." + name;
    }
}
