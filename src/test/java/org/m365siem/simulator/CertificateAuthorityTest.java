package org.m365siem.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {
    private final CertificateAuthority authority = CertificateAuthority.create(Clock.systemUTC());

    @TempDir
    Path directory;

    @Test
    void aClientThatTrustsTheAuthorityReachesTheServer() throws Exception {
        SSLContext server = authority.serverContext(authority.issue("server", "localhost", "127.0.0.1"), false);
        assertThat(talk(server, authority.clientContext(null))).isEqualTo('!');
    }

    @Test
    void aClientWithoutCertificateIsRefusedWhereOneIsNeeded() throws Exception {
        SSLContext server = authority.serverContext(authority.issue("server", "127.0.0.1"), true);
        assertThatThrownBy(() -> talk(server, authority.clientContext(null))).isInstanceOf(IOException.class);
        assertThat(talk(server, authority.clientContext(authority.issue("client"))))
                .isEqualTo('!');
    }

    @Test
    void aClientCertificateOfAForeignAuthorityIsRefused() throws Exception {
        CertificateAuthority foreign = CertificateAuthority.create(Clock.systemUTC());
        SSLContext server = authority.serverContext(authority.issue("server", "127.0.0.1"), true);
        SSLContext client = authority.clientContext(foreign.issue("client"));
        assertThatThrownBy(() -> talk(server, client)).isInstanceOf(IOException.class);
    }

    @Test
    void expiredForeignAndMisnamedServersAreNotTrusted() throws Exception {
        SSLContext client = authority.clientContext(null);
        SSLContext expired = authority.serverContext(authority.issueExpired("server", "127.0.0.1"), false);
        assertThatThrownBy(() -> talk(expired, client)).isInstanceOf(IOException.class);
        CertificateAuthority other = CertificateAuthority.create(Clock.systemUTC());
        SSLContext foreign = other.serverContext(other.issue("server", "127.0.0.1"), false);
        assertThatThrownBy(() -> talk(foreign, client)).isInstanceOf(IOException.class);
        SSLContext misnamed = authority.serverContext(authority.issue("server", "elsewhere.example"), false);
        assertThatThrownBy(() -> talk(misnamed, client)).isInstanceOf(IOException.class);
    }

    @Test
    void thePemFormsAreReadByTheJdk() throws Exception {
        CertificateAuthority.Issued issued = authority.issue("app", "localhost", "::1");
        X509Certificate read = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(issued.certificatePem().getBytes(StandardCharsets.US_ASCII)));
        assertThat(read).isEqualTo(issued.certificate());
        assertThat(read.getSubjectAlternativeNames()).hasSize(2);
        read.verify(authority.certificate().getPublicKey());
        byte[] der = Base64.getMimeDecoder().decode(issued.keyPem().replaceAll("-----[A-Z ]+-----", ""));
        assertThat(KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der)))
                .isEqualTo(issued.key());
        assertThat(Files.readString(authority.writeTo(directory.resolve("ca.pem"))))
                .isEqualTo(authority.pem());
        assertThat(issued).hasToString("certificate of CN=app");
    }

    private static int talk(SSLContext server, SSLContext client) throws Exception {
        try (SSLServerSocket listener = (SSLServerSocket)
                server.getServerSocketFactory().createServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> answerOne(listener));
            try (SSLSocket socket =
                    (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", listener.getLocalPort())) {
                var parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.setSoTimeout(10_000);
                return socket.getInputStream().read();
            } finally {
                served.handle((done, failure) -> null).join();
            }
        }
    }

    private static void answerOne(SSLServerSocket listener) {
        try (SSLSocket socket = (SSLSocket) listener.accept()) {
            socket.getOutputStream().write('!');
            socket.getOutputStream().flush();
        } catch (IOException refused) {
            throw new java.io.UncheckedIOException(refused);
        }
    }
}
