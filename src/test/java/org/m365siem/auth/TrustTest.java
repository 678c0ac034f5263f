package org.m365siem.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.settings.SettingException;

class TrustTest {
    @TempDir
    Path folder;

    private final TestCertificates authority = new TestCertificates();

    @Test
    void extra_authorities_are_added_and_only_ones_stand_alone() throws Exception {
        String ca = TestCertificates.write(folder, "ca.pem", "comment\n", authority.authorityPem())
                .toString();
        int ofTheJdk = Trust.authorities(null, "").size();
        assertThat(ofTheJdk).isGreaterThan(10);
        assertThat(Trust.authorities("", ca).size()).isEqualTo(ofTheJdk + 1);
        assertThat(Trust.authorities(ca, "ignored").size()).isEqualTo(1);
    }

    @Test
    void key_and_certificate_may_lie_in_two_files() throws Exception {
        TestCertificates.Issued issued = authority.server("me");
        String certificate =
                TestCertificates.write(folder, "c.pem", issued.certificatePem()).toString();
        String key = TestCertificates.write(folder, "k.pem", issued.keyPem()).toString();
        KeyStore store = Trust.identity(certificate, key);
        assertThat(store.getKey("identity", new char[0])).isEqualTo(issued.key().getPrivate());
    }

    @Test
    void elliptic_keys_are_read() throws Exception {
        byte[] der = KeyPairGenerator.getInstance("EC")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        Path file = TestCertificates.write(
                folder,
                "ec.pem",
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(der)
                        + "\n-----END PRIVATE KEY-----\n");
        assertThat(Pem.read(file.toString()).key().getAlgorithm()).isEqualTo("EC");
    }

    @Test
    void mistakes_name_the_file_and_the_cure() {
        TestCertificates.Issued issued = authority.server("me");
        String stranger = TestCertificates.write(
                        folder,
                        "stranger.pem",
                        issued.certificatePem(),
                        authority.server("other").keyPem())
                .toString();
        complains(
                () -> Trust.identity(stranger, null),
                "stranger.pem",
                "no certificate in it belongs to the private key");
        complains(() -> Trust.authorities(folder.resolve("gone.pem").toString(), null), "gone.pem", "cannot read");
        String noKey = TestCertificates.write(folder, "nokey.pem", issued.certificatePem())
                .toString();
        complains(() -> Trust.identity(noKey, null), "nokey.pem", "no private key");
        String empty = TestCertificates.write(folder, "empty.pem", "hello").toString();
        complains(() -> Trust.authorities(empty, null), "empty.pem", "no certificate");
        String old = TestCertificates.write(
                        folder,
                        "old.pem",
                        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n",
                        issued.certificatePem())
                .toString();
        complains(() -> Trust.identity(old, null), "old.pem", "openssl pkcs8 -topk8");
        String locked = TestCertificates.write(
                        folder,
                        "locked.pem",
                        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n")
                .toString();
        complains(() -> Trust.identity(noKey, locked), "locked.pem", "encrypted");
        String broken = TestCertificates.write(
                        folder, "broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
                .toString();
        complains(() -> Trust.authorities(null, broken), "broken.pem", "damaged");
    }

    private static void complains(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String... words) {
        assertThatThrownBy(call).isInstanceOf(SettingException.class).hasMessageContainingAll(words);
    }
}
