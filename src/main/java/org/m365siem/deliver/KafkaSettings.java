package org.m365siem.deliver;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.m365siem.auth.Trust;
import org.m365siem.settings.SettingException;
import org.m365siem.settings.Values;

/**
 * What an operator sets for the Kafka sink, as producer settings. What every installation has in common (acknowledgements,
 * idempotence, sizes) stands in the kamelet; secrets and files pass through here, so that no URI ever holds them.
 */
public class KafkaSettings {
    private String brokers;
    private String topic;
    private String securityProtocol;
    private String saslMechanism;
    private String saslUsername;
    private String saslPassword;
    private String saslPasswordFile;
    private String saslJaasConfig;
    private String caFile;
    private String extraCaFile;
    private String certificateFile;
    private String keyFile;
    private Duration timeout;

    /** {@code host:port}, comma list. */
    public final void setBrokers(String value) {
        brokers = Values.text(value);
    }

    public final void setTopic(String value) {
        topic = Values.text(value);
    }

    /** Kafka's names. Empty: SASL_SSL with SASL credentials, SSL with a certificate file, else PLAINTEXT. */
    public final void setSecurityProtocol(String value) {
        securityProtocol = Values.text(value) == null
                ? null
                : Values.oneOf("kafka.security-protocol", value, "plaintext", "ssl", "sasl_plaintext", "sasl_ssl")
                        .toUpperCase(Locale.ROOT);
    }

    /** {@code PLAIN} (default), {@code SCRAM-SHA-256}, {@code SCRAM-SHA-512}; any other needs a JAAS configuration. */
    public final void setSaslMechanism(String value) {
        saslMechanism = Values.text(value) == null ? null : value.strip().toUpperCase(Locale.ROOT);
    }

    /** For Event Hubs literally {@code $ConnectionString}. */
    public final void setSaslUsername(String value) {
        saslUsername = Values.text(value);
    }

    /** For Event Hubs the connection string. */
    public final void setSaslPassword(String value) {
        saslPassword = value;
    }

    /** A file that holds the password. */
    public final void setSaslPasswordFile(String value) {
        saslPasswordFile = value;
    }

    /** A whole JAAS line instead of name and password. */
    public final void setSaslJaasConfig(String value) {
        saslJaasConfig = Values.text(value);
    }

    /** PEM: the only authorities trusted. */
    public final void setCaFile(String value) {
        caFile = value;
    }

    /** PEM: authorities trusted beside the JDK's. */
    public final void setExtraCaFile(String value) {
        extraCaFile = value;
    }

    /** PEM: our certificate, for mutual TLS. */
    public final void setCertificateFile(String value) {
        certificateFile = value;
    }

    /** PEM: its unencrypted PKCS#8 key. */
    public final void setKeyFile(String value) {
        keyFile = value;
    }

    /** How long a batch may take in all; empty: 30s, and 60s for Event Hubs, which wants that of a request. */
    public final void setTimeout(String value) {
        timeout = Values.text(value) == null ? null : Values.duration("kafka.timeout", value);
        if (timeout != null && (timeout.isZero() || timeout.toDays() > 1)) {
            throw new SettingException("kafka.timeout", value, "a duration from 1ms to 1d");
        }
    }

    public final String brokers() {
        return brokers;
    }

    public final String topic() {
        return topic;
    }

    /**
     * Checks what the settings mean together, before the first batch; opens no connection.
     *
     * @throws SettingException names the setting or file
     */
    public void init() {
        if (brokers == null) {
            throw new SettingException("kafka.brokers", "", "host:port of one or more brokers, separated by commas");
        }
        if (topic == null) {
            throw new SettingException("kafka.topic", "", "the topic to write to");
        }
        producer();
    }

    /** The settings of a producer, in Kafka's names. */
    protected final Map<String, Object> producer() {
        Map<String, Object> producer = new HashMap<>();
        String protocol = protocol();
        int most = (int) timeout().toMillis();
        producer.put("bootstrap.servers", brokers);
        producer.put("security.protocol", protocol);
        producer.put("delivery.timeout.ms", most);
        producer.put("request.timeout.ms", Math.min(60_000, most));
        producer.put("max.block.ms", Math.min(10_000, most));
        if (protocol.startsWith("SASL")) {
            producer.put("sasl.mechanism", mechanism());
            producer.put("sasl.jaas.config", saslJaasConfig == null ? jaas() : saslJaasConfig);
        }
        if (KafkaTls.usedBy(protocol)) {
            producer.putAll(KafkaTls.settings(Trust.context(caFile, extraCaFile, certificateFile, keyFile)));
        }
        return producer;
    }

    private Duration timeout() {
        return timeout == null ? Duration.ofSeconds(brokers.contains(".servicebus.") ? 60 : 30) : timeout;
    }

    private String protocol() {
        if (securityProtocol != null) {
            return securityProtocol;
        }
        if (saslUsername != null || saslJaasConfig != null || saslMechanism != null) {
            return "SASL_SSL";
        }
        return Values.text(caFile) != null || Values.text(certificateFile) != null ? "SSL" : "PLAINTEXT";
    }

    private String mechanism() {
        return saslMechanism == null ? "PLAIN" : saslMechanism;
    }

    private String jaas() {
        String module =
                switch (mechanism()) {
                    case "PLAIN" -> "org.apache.kafka.common.security.plain.PlainLoginModule";
                    case "SCRAM-SHA-256", "SCRAM-SHA-512" -> "org.apache.kafka.common.security.scram.ScramLoginModule";
                    default ->
                        throw new SettingException(
                                "kafka.sasl-mechanism",
                                saslMechanism,
                                "PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512; another one needs kafka.sasl-jaas-config");
                };
        String password = Values.secret("kafka.sasl-password", saslPassword, saslPasswordFile);
        if (saslUsername == null || password == null) {
            String missing = saslUsername == null ? "kafka.sasl-username" : "kafka.sasl-password";
            throw new SettingException(missing, "", "a value, because kafka.security-protocol is " + protocol());
        }
        return module + " required username=\"" + escaped(saslUsername) + "\" password=\"" + escaped(password) + "\";";
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
