package org.m365siem.auth;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.m365siem.settings.SettingException;

/**
 * Certificates and unencrypted keys in the textual encoding of <a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468</a>.
 * Errors name the file and never show its content.
 */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    private final String file;
    private final List<X509Certificate> certificates = new ArrayList<>();
    private final List<PrivateKey> keys = new ArrayList<>();

    private Pem(String file) {
        this.file = file;
    }

    /** Reads every block of a file; text between the blocks is ignored. */
    static Pem read(String file) {
        Pem pem = new Pem(file);
        Matcher block = BLOCK.matcher(new String(bytes(file), StandardCharsets.ISO_8859_1));
        while (block.find()) {
            pem.add(block.group(1), block.group(2));
        }
        return pem;
    }

    /** The bytes of a file that a setting names. */
    static byte[] bytes(String file) {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException | InvalidPathException e) {
            throw new SettingException(
                    "cannot read " + file + " (" + e.getClass().getSimpleName() + ")");
        }
    }

    /** All certificates, in the order of the file; at least one. */
    List<X509Certificate> certificates() {
        if (certificates.isEmpty()) {
            throw new SettingException(file + ": no certificate in it (expected a block BEGIN CERTIFICATE)");
        }
        return certificates;
    }

    /** The one key of the file. */
    PrivateKey key() {
        if (keys.size() != 1) {
            throw new SettingException(file + ": " + (keys.isEmpty() ? "no private key" : "more than one private key")
                    + " in it (expected one block BEGIN PRIVATE KEY)");
        }
        return keys.get(0);
    }

    private void add(String label, String base64) {
        try {
            byte[] der = Base64.getMimeDecoder().decode(base64);
            switch (label) {
                case "CERTIFICATE", "X509 CERTIFICATE" -> certificates.add(certificate(der));
                case "PRIVATE KEY" -> keys.add(key(der));
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new SettingException(file
                            + ": the private key is encrypted; decrypt it with: openssl pkcs8 -in FILE -out NEWFILE");
                case "RSA PRIVATE KEY", "EC PRIVATE KEY" ->
                    throw new SettingException(
                            file
                                    + ": the private key is not PKCS#8; convert it with: openssl pkcs8 -topk8 -nocrypt -in FILE -out NEWFILE");
                default -> {
                    // parameters, requests and the like are of no use here
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            if (e instanceof SettingException said) {
                throw said;
            }
            throw new SettingException(file + ": the block " + label + " cannot be read, the file may be damaged");
        }
    }

    private static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    private static PrivateKey key(byte[] der) throws GeneralSecurityException {
        GeneralSecurityException last = null;
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException notThis) {
                last = notThis;
            }
        }
        throw last;
    }
}
