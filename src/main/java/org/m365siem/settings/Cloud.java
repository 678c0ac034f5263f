package org.m365siem.settings;

import java.util.Arrays;
import java.util.Locale;

/**
 * The Microsoft clouds: where each API lives and what a token for it is asked for. A token of one cloud is refused by every
 * other. Addresses are {@code scheme://host} without a slash at the end; null where that cloud does not offer the API.
 *
 * @see <a href="https://learn.microsoft.com/graph/deployments">national cloud deployments</a>
 * @see <a href="https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-reference">
 *     Management Activity API</a>
 */
public enum Cloud {
    WORLDWIDE(
            "login.microsoftonline.com",
            "graph.microsoft.com",
            "manage.office.com",
            "api.securitycenter.microsoft.com",
            "api.security.microsoft.com",
            "outlook.office365.com",
            "management.azure.com",
            "monitor.azure.com"),
    GCC(
            "login.microsoftonline.com",
            "graph.microsoft.com",
            "manage-gcc.office.com",
            "api-gcc.securitycenter.microsoft.us",
            "api-gcc.security.microsoft.us",
            "outlook.office365.com",
            "management.azure.com",
            "monitor.azure.com"),
    GCC_HIGH(
            "login.microsoftonline.us",
            "graph.microsoft.us",
            "manage.office365.us",
            "api-gov.securitycenter.microsoft.us",
            "api-gov.security.microsoft.us",
            "outlook.office365.us",
            "management.usgovcloudapi.net",
            "monitor.azure.us"),
    DOD(
            "login.microsoftonline.us",
            "dod-graph.microsoft.us",
            "manage.protection.apps.mil",
            "api-gov.securitycenter.microsoft.us",
            "api-gov.security.microsoft.us",
            "outlook-dod.office365.us",
            "management.usgovcloudapi.net",
            "monitor.azure.us"),
    CHINA(
            "login.chinacloudapi.cn",
            "microsoftgraph.chinacloudapi.cn",
            "manage.office365.cn",
            null,
            null,
            "outlook.office365.cn",
            "management.chinacloudapi.cn",
            "monitor.azure.cn");

    /** What a token for Defender for Cloud Apps is asked for, in every cloud; its address is the tenant's own. */
    public static final String CLOUD_APPS_SCOPE = "05a65629-4c1b-48c1-a78b-804c4abdd4af/.default";

    private final String authority;
    private final String graph;
    private final String management;
    private final String defender;
    private final String xdr;
    private final String exchange;
    private final String arm;
    private final String monitor;

    Cloud(
            String authority,
            String graph,
            String management,
            String defender,
            String xdr,
            String exchange,
            String arm,
            String monitor) {
        this.authority = authority;
        this.graph = graph;
        this.management = management;
        this.defender = defender;
        this.xdr = xdr;
        this.exchange = exchange;
        this.arm = arm;
        this.monitor = monitor;
    }

    /**
     * Reads the setting {@code m365.cloud}; an empty value is {@code worldwide}.
     *
     * @throws SettingException for a word that names no cloud
     */
    public static Cloud of(String key, String value) {
        if (Values.text(value) == null) {
            return WORLDWIDE;
        }
        String[] words = Arrays.stream(values()).map(Cloud::word).toArray(String[]::new);
        String word = Values.oneOf(key, value, words);
        return valueOf(word.replace('-', '_').toUpperCase(Locale.ROOT));
    }

    /** The name as users type it: {@code worldwide}, {@code gcc}, {@code gcc-high}, {@code dod}, {@code china}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Where Microsoft Entra issues tokens. */
    public String authorityUrl() {
        return url(authority);
    }

    /** Microsoft Graph. */
    public String graphUrl() {
        return url(graph);
    }

    /** The Office 365 Management Activity API. */
    public String managementUrl() {
        return url(management);
    }

    /** Defender for Endpoint; null where it is not offered. Worldwide, tokens name the older host. */
    public String defenderUrl() {
        return this == WORLDWIDE ? xdrUrl() : url(defender);
    }

    /** Defender XDR; null where it is not offered. */
    public String xdrUrl() {
        return url(xdr);
    }

    /** Exchange Online administration. */
    public String exchangeUrl() {
        return url(exchange);
    }

    /** Azure Resource Manager. */
    public String armUrl() {
        return url(arm);
    }

    public String graphScope() {
        return scope(graph);
    }

    /** The scope stays the cloud's own host even where {@code m365.management-url} overrides the address. */
    public String managementScope() {
        return scope(management);
    }

    public String defenderScope() {
        return scope(defender);
    }

    public String xdrScope() {
        return scope(xdr);
    }

    public String exchangeScope() {
        return scope(exchange);
    }

    public String armScope() {
        return scope(arm);
    }

    /** The scope of the Azure Monitor Logs Ingestion API, which Microsoft Sentinel reads from. */
    public String logsIngestionScope() {
        return scope(monitor);
    }

    private static String url(String host) {
        return host == null ? null : "https://" + host;
    }

    private static String scope(String host) {
        return host == null ? null : "https://" + host + "/.default";
    }
}
