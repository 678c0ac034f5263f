package org.m365siem.settings;

import static org.m365siem.settings.Setting.checked;
import static org.m365siem.settings.Setting.duration;
import static org.m365siem.settings.Setting.file;
import static org.m365siem.settings.Setting.flag;
import static org.m365siem.settings.Setting.secret;
import static org.m365siem.settings.Setting.secretFile;
import static org.m365siem.settings.Setting.size;
import static org.m365siem.settings.Setting.text;
import static org.m365siem.settings.Setting.url;
import static org.m365siem.settings.Setting.words;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every setting that users type. */
public final class Catalogue {
    private static final String[] FORMATS = {"json"};

    /** Settings of the program and of its sources. */
    public static final List<Setting> PROGRAM = List.of(
            text("m365.sources", "", "what to collect, a comma list: office365-audit"),
            text("m365.sinks", "", "where to deliver, a comma list: syslog, splunk, kafka, sentinel"),
            checked("m365.tenant-id", "", "the Microsoft Entra tenant to collect from", Values::guid),
            checked("m365.client-id", "", "the application (client) id of the app registration", Values::guid),
            words(
                    "m365.credential",
                    "secret",
                    "how the program proves that it is the application",
                    "secret",
                    "certificate",
                    "managed-identity",
                    "workload-identity"),
            secret("m365.client-secret", "the client secret"),
            secretFile("m365.client-secret-file", "a file that holds the client secret"),
            file("m365.certificate-file", "one PEM with certificate and unencrypted key, or a PFX"),
            secret("m365.certificate-password", "the password of a PFX"),
            secretFile("m365.certificate-password-file", "a file that holds the password of the PFX"),
            words(
                    "m365.cloud",
                    "worldwide",
                    "the Microsoft cloud of the tenant; picks every address",
                    "worldwide",
                    "gcc",
                    "gcc-high",
                    "dod",
                    "china"),
            url("m365.authority-url", "instead of the cloud's token address"),
            url("m365.management-url", "instead of the cloud's Management Activity API"),
            url("m365.graph-url", "instead of the cloud's Microsoft Graph"),
            url("m365.defender-url", "instead of the cloud's Defender API"),
            url("m365.cloud-apps-url", "instead of the cloud's Defender for Cloud Apps API"),
            url("m365.exchange-url", "instead of the cloud's Exchange admin API"),
            url("m365.arm-url", "instead of the cloud's Azure Resource Manager"),
            file("m365.tls.ca-file", "certificates (PEM) to trust besides the JDK's authorities, for every connection"),
            url("m365.proxy-url", "outbound HTTP proxy, for tokens and data alike"),
            duration("m365.poll-interval", "60s", "how often each feed is asked"),
            duration("m365.overlap", "2h", "how far a window reaches back, for what Microsoft lists late"),
            checked("m365.first-run", "24h", "how far a new source reaches back, at most 7d", Catalogue::firstRun),
            text(
                    "m365.content-types",
                    "Audit.AzureActiveDirectory,Audit.Exchange,Audit.SharePoint,Audit.General,DLP.All",
                    "of the Management Activity API"),
            text("m365.state-dir", "./state", "spool, cursors and dead letters; a local disk, not NFS"),
            checked("m365.spool.url", "sqlite:", "the spool's store", Catalogue::spoolUrl),
            size("m365.spool.max-bytes", "10GB", "undelivered bytes at which the spool refuses more"),
            size("m365.spool.min-free-disk", "1GB", "free disk below which the spool refuses more"),
            duration("m365.spool.keep", "0s", "how long delivered events stay"),
            words("m365.leader", "none", "who polls when several instances run", "none"),
            flag("m365.reload", "on", "edits in routes/ and kamelets/ take effect while running"));

    /** Settings that every sink has, after its name and a dot. */
    public static final List<Setting> EVERY_SINK = List.of(
            words("format", "json", "how events are written", FORMATS),
            text("select.sources", "", "only events of these sources"),
            text("select.types", "", "only events of these record types"),
            words(
                    "select.min-severity",
                    "",
                    "only events at least this serious",
                    "informational",
                    "low",
                    "medium",
                    "high",
                    "critical"),
            text("drop.types", "", "no events of these record types"),
            checked("in-flight", "1", "batches at once", (key, value) -> Values.number(key, value, 1, 64)),
            duration("max-lag", "", "give up events older than this for this sink (never, when not set)"),
            duration("timeout", "30s", "how long an answer may take"),
            file("tls.ca-file", "certificates (PEM) that this sink trusts, instead of all others"));

    /** Settings of each kind of sink, after its name and a dot. */
    public static final Map<String, List<Setting>> SINKS = Map.of(
            "syslog",
            List.of(
                    text("host", "", "the syslog server"),
                    checked("port", "", "its port: 6514 for tls, 514 for tcp and udp", Values::port),
                    words("transport", "tls", "how lines travel", "tls", "tcp", "udp"),
                    words(
                            "framing",
                            "octet-counting",
                            "how lines are told apart on tls and tcp",
                            "octet-counting",
                            "newline"),
                    words("rfc", "5424", "the header's form", "5424", "3164"),
                    text("facility", "13", "0 to 23, or its name: 13 is log audit"),
                    size("max-bytes", "8KB", "a longer message is shortened by rule, and says so"),
                    duration(
                            "confirm-after",
                            "5s",
                            "how long the connection must stay healthy until lines count as delivered"),
                    file("tls.certificate-file", "own certificate (PEM), for mutual TLS"),
                    file("tls.key-file", "its key (unencrypted PKCS#8 PEM)")),
            "splunk",
            List.of(
                    checked("url", "", "the HTTP Event Collector, https://host:8088", Values::url),
                    secret("token", "the HEC token"),
                    secretFile("token-file", "a file that holds the HEC token"),
                    text("index", "", "the index; the token's default when not set"),
                    flag("gzip", "on", "compress requests"),
                    flag("ack", "off", "wait for indexer acknowledgement")),
            "kafka",
            List.of(
                    text("brokers", "", "host:port, a comma list"),
                    text("topic", "", "where events go"),
                    words(
                            "security-protocol",
                            "",
                            "SASL_SSL when SASL is set, SSL with a CA file, PLAINTEXT otherwise",
                            "plaintext",
                            "ssl",
                            "sasl_plaintext",
                            "sasl_ssl"),
                    text("sasl-mechanism", "PLAIN", "PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER"),
                    text("sasl-username", "", "$ConnectionString for Event Hubs"),
                    secret("sasl-password", "its password; the connection string for Event Hubs"),
                    secretFile("sasl-password-file", "a file that holds it"),
                    secret("sasl-jaas-config", "the whole JAAS line instead of name and password")),
            "sentinel",
            List.of(
                    url("endpoint", "the logs ingestion endpoint of the data collection rule"),
                    text("dcr-id", "", "the rule's immutable id"),
                    text("stream", "", "the stream's full name, e.g. Custom-M365Audit_CL"),
                    flag("gzip", "on", "compress requests"),
                    checked("tenant-id", "", "own tenant; m365.* when no sentinel.client-id is set", Values::guid),
                    checked("client-id", "", "own application; m365.* when not set", Values::guid),
                    words(
                            "credential",
                            "secret",
                            "as m365.credential",
                            "secret",
                            "certificate",
                            "managed-identity",
                            "workload-identity"),
                    secret("client-secret", "as m365.client-secret"),
                    secretFile("client-secret-file", "as m365.client-secret-file"),
                    file("certificate-file", "as m365.certificate-file"),
                    secret("certificate-password", "as m365.certificate-password"),
                    secretFile("certificate-password-file", "as m365.certificate-password-file")));

    private Catalogue() {}

    /** The kind of a sink by its name: {@code splunk-eu} is a {@code splunk}; empty for a kind of the user's own. */
    public static Optional<String> kindOf(String sink) {
        return SINKS.keySet().stream()
                .filter(kind -> sink.equals(kind) || sink.startsWith(kind + "-"))
                .findFirst();
    }

    /** The settings of a sink, by their full names. */
    public static Map<String, Setting> ofSink(String sink) {
        List<Setting> settings = new ArrayList<>(EVERY_SINK);
        kindOf(sink).ifPresent(kind -> settings.addAll(SINKS.get(kind)));
        return settings.stream().collect(Collectors.toMap(setting -> sink + "." + setting.key(), Function.identity()));
    }

    private static void firstRun(String key, String value) {
        if (Values.duration(key, value).toDays() > 7
                || Values.duration(key, value).toHours() > 7 * 24) {
            throw new SettingException(key, value, "at most 7d: Microsoft keeps content no longer");
        }
    }

    private static void spoolUrl(String key, String value) {
        if (!value.startsWith("sqlite:")) {
            throw new SettingException(key, value, "sqlite: (the store in m365.state-dir)");
        }
    }
}
