package org.m365siem.auth;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.m365siem.settings.SettingException;

/** Certificates in the order of TLS: the one that belongs to the key first, then each issuer. */
final class Chain {
    private Chain() {}

    /**
     * @param certificates in any order
     * @param file for the error message
     * @throws SettingException when none of the certificates belongs to the key
     */
    static List<X509Certificate> of(List<X509Certificate> certificates, PrivateKey key, String file) {
        List<X509Certificate> chain = new ArrayList<>();
        X509Certificate next = certificates.stream()
                .filter(c -> belong(c.getPublicKey(), key))
                .findFirst()
                .orElseThrow(() -> new SettingException(file + ": no certificate in it belongs to the private key"));
        while (next != null) {
            chain.add(next);
            X509Certificate last = next;
            next = certificates.stream()
                    .filter(c ->
                            !chain.contains(c) && c.getSubjectX500Principal().equals(last.getIssuerX500Principal()))
                    .findFirst()
                    .orElse(null);
        }
        return chain;
    }

    /** True when what the key signs verifies with the certificate's public key. */
    private static boolean belong(PublicKey open, PrivateKey key) {
        if (!open.getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "EdDSA";
                };
        byte[] probe = new byte[32];
        new SecureRandom().nextBytes(probe);
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException notThisKey) {
            return false;
        }
    }
}
