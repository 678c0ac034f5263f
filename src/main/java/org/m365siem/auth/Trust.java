package org.m365siem.auth;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.m365siem.settings.SettingException;
import org.m365siem.settings.Values;

/**
 * Whom a TLS connection trusts and how it shows itself, the same for HTTP, syslog and Kafka. Checking the host name is the
 * connection's own job ({@code endpointIdentificationAlgorithm}).
 */
public final class Trust {
    /** TLS 1.2 and newer, nothing older is ever offered. */
    public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private static final char[] IN_MEMORY = new char[0];

    private Trust() {}

    /**
     * A TLS context.
     *
     * @param onlyCaFile PEM: the only authorities trusted, or empty: the JDK's
     * @param extraCaFile PEM: authorities trusted beside the JDK's, or empty; ignored when {@code onlyCaFile} is set
     * @param certificateFile PEM: our certificate, or empty: none is shown
     * @param keyFile PEM: its unencrypted PKCS#8 key, or empty: it lies in {@code certificateFile}
     * @throws SettingException names the file that cannot be read and why
     */
    public static SSLContext context(String onlyCaFile, String extraCaFile, String certificateFile, String keyFile) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities(onlyCaFile, extraCaFile));
            KeyManager[] keys = null;
            if (Values.text(certificateFile) != null) {
                KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                own.init(identity(certificateFile, keyFile), IN_MEMORY);
                keys = own.getKeyManagers();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot set up TLS: " + e.getMessage(), e);
        }
    }

    /** The trusted authorities as a key store: those of the one file, or the JDK's with the extra ones added. */
    public static KeyStore authorities(String onlyCaFile, String extraCaFile) {
        try {
            KeyStore store = empty();
            String only = Values.text(onlyCaFile);
            String extra = Values.text(extraCaFile);
            List<X509Certificate> all = new ArrayList<>();
            if (only != null) {
                all.addAll(Pem.read(only).certificates());
            } else {
                all.addAll(ofTheJdk());
                all.addAll(extra == null ? List.of() : Pem.read(extra).certificates());
            }
            for (int i = 0; i < all.size(); i++) {
                store.setCertificateEntry("authority-" + i, all.get(i));
            }
            return store;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot keep certificates: " + e.getMessage(), e);
        }
    }

    /** Our certificate chain and key as a key store whose password is empty. */
    public static KeyStore identity(String certificateFile, String keyFile) {
        Pem certificates = Pem.read(Values.text(certificateFile));
        String key = Values.text(keyFile);
        PrivateKey secret = (key == null ? certificates : Pem.read(key)).key();
        try {
            KeyStore store = empty();
            Certificate[] chain = Chain.of(certificates.certificates(), secret, Values.text(certificateFile))
                    .toArray(Certificate[]::new);
            store.setKeyEntry("identity", secret, IN_MEMORY, chain);
            return store;
        } catch (GeneralSecurityException e) {
            throw new SettingException(certificateFile + ": its certificates do not form a chain: " + e.getMessage());
        }
    }

    private static List<X509Certificate> ofTheJdk() throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init((KeyStore) null);
        return List.of(((X509TrustManager) trust.getTrustManagers()[0]).getAcceptedIssuers());
    }

    private static KeyStore empty() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, IN_MEMORY);
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }
}
