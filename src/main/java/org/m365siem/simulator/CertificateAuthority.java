package org.m365siem.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority made at start, that signs the certificates of one demo or test. Its key never leaves the heap. */
public final class CertificateAuthority {
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
    private static final Duration LIFE = Duration.ofDays(365);
    private static final char[] NO_PASSWORD = new char[0];

    private final Clock clock;
    private final KeyPair keys;
    private final X500Name name;
    private final X509Certificate certificate;

    private CertificateAuthority(Clock clock) {
        this.clock = clock;
        this.keys = newKeys();
        this.name = name("m365-siem simulated authority " + Long.toHexString(new SecureRandom().nextLong()));
        this.certificate = sign(name, keys, clock.instant().plus(LIFE), true);
    }

    /** A certificate and its key, signed by this authority, good for a server as well as a client. */
    public record Issued(X509Certificate certificate, PrivateKey key) {
        public String certificatePem() {
            return CertificateAuthority.pem("CERTIFICATE", encoded(certificate));
        }

        /** Unencrypted PKCS#8. */
        public String keyPem() {
            return CertificateAuthority.pem("PRIVATE KEY", key.getEncoded());
        }

        /** PKCS#12 with this one entry; the password is empty. */
        public KeyStore keyStore() {
            try {
                KeyStore store = emptyStore();
                store.setKeyEntry("issued", key, NO_PASSWORD, new X509Certificate[] {certificate});
                return store;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Without the key. */
        @Override
        public String toString() {
            return "certificate of " + certificate.getSubjectX500Principal();
        }
    }

    /** A new authority; the clock sets the validity of everything that it signs. */
    public static CertificateAuthority create(Clock clock) {
        return new CertificateAuthority(clock);
    }

    public X509Certificate certificate() {
        return certificate;
    }

    public String pem() {
        return pem("CERTIFICATE", encoded(certificate));
    }

    /** Writes the authority's certificate as PEM, and returns the file. */
    public Path writeTo(Path file) {
        try {
            return Files.writeString(file, pem(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param subjectAltNames DNS names or IP addresses */
    public Issued issue(String commonName, String... subjectAltNames) {
        return issue(commonName, clock.instant().plus(LIFE), subjectAltNames);
    }

    /** A certificate whose validity ended a day ago. */
    public Issued issueExpired(String commonName, String... subjectAltNames) {
        return issue(commonName, clock.instant().minus(Duration.ofDays(1)), subjectAltNames);
    }

    private Issued issue(String commonName, Instant until, String... subjectAltNames) {
        KeyPair own = newKeys();
        return new Issued(sign(name(commonName), own, until, false, subjectAltNames), own.getPrivate());
    }

    /** A server's TLS that shows this certificate and trusts clients of this authority. */
    public SSLContext serverContext(Issued server, boolean needClientCertificate) {
        SSLContext context = context(server);
        return needClientCertificate ? new ClientCertificateContext(context) : context;
    }

    /** A client's TLS that trusts this authority alone. @param client the certificate to show, or null */
    public SSLContext clientContext(Issued client) {
        return context(client);
    }

    /** PKCS#12 with the authority's certificate as the only trusted one; the password is empty. */
    public KeyStore trustStore() {
        try {
            KeyStore store = emptyStore();
            store.setCertificateEntry("authority", certificate);
            return store;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private SSLContext context(Issued own) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trustStore());
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(own == null ? emptyStore() : own.keyStore(), NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate sign(X500Name subject, KeyPair own, Instant until, boolean authority, String... altNames) {
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name,
                    new BigInteger(120, new SecureRandom()),
                    Date.from(until.minus(LIFE).minus(Duration.ofDays(2))),
                    Date.from(until),
                    subject,
                    own.getPublic());
            JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(own.getPublic()))
                    .addExtension(
                            Extension.authorityKeyIdentifier, false, ids.createAuthorityKeyIdentifier(keys.getPublic()))
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (authority) {
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            } else {
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                    KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                }));
            }
            if (altNames.length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, false, altNames(altNames));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GeneralNames altNames(String... names) {
        return new GeneralNames(Arrays.stream(names)
                .map(name -> new GeneralName(
                        ADDRESS.matcher(name).matches() ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    private static X500Name name(String commonName) {
        return new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore emptyStore() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }
}
