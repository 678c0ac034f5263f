package org.m365siem.deliver;

import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.apache.kafka.common.security.auth.SslEngineFactory;
import org.m365siem.auth.Trust;

/** Gives the Kafka client the same TLS context as every other connection; the client makes it by its class name. */
public final class KafkaTls implements SslEngineFactory {
    /** The producer setting that holds the {@link SSLContext}. */
    static final String CONTEXT = "m365.tls.context";

    private SSLContext context;

    @Override
    public void configure(Map<String, ?> settings) {
        context = (SSLContext) settings.get(CONTEXT);
    }

    @Override
    public SSLEngine createClientSslEngine(String peerHost, int peerPort, String endpointIdentification) {
        SSLEngine engine = context.createSSLEngine(peerHost, peerPort);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(Trust.PROTOCOLS.toArray(String[]::new));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    @Override
    public SSLEngine createServerSslEngine(String peerHost, int peerPort) {
        throw new UnsupportedOperationException("a client only");
    }

    @Override
    public boolean shouldBeRebuilt(Map<String, Object> nextConfigs) {
        return false;
    }

    @Override
    public Set<String> reconfigurableConfigs() {
        return Set.of();
    }

    @Override
    public KeyStore keystore() {
        return null;
    }

    @Override
    public KeyStore truststore() {
        return null;
    }

    @Override
    public void close() {
        context = null;
    }

    /** The producer settings that make it use this class. */
    static Map<String, Object> settings(SSLContext context) {
        return Map.of("ssl.engine.factory.class", KafkaTls.class, CONTEXT, context);
    }

    /** Kafka's names of the protocols that use TLS. */
    static boolean usedBy(String securityProtocol) {
        return List.of("SSL", "SASL_SSL").contains(securityProtocol);
    }
}
