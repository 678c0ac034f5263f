package org.m365siem.deliver;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;

/** What a failed connection to a syslog receiver means, in an operator's words. */
final class SyslogFailures {
    private final String address;
    private final String host;

    SyslogFailures(String host, int port) {
        this.host = host;
        this.address = "syslog receiver " + host + ":" + port;
    }

    /** No byte of the batch was written. */
    DeliveryException connecting(IOException e) {
        if (isTls(e)) {
            return DeliveryException.misconfigured(tls(e), e);
        }
        return DeliveryException.retry(address + ": " + reason(e) + "; it is tried again", e);
    }

    /** Bytes were written and may be lost; everything unconfirmed is sent again. */
    DeliveryException lost(IOException e) {
        return isTls(e)
                ? DeliveryException.misconfigured(tls(e), e)
                : DeliveryException.connectionLost(
                        address + ": the connection broke (" + reason(e) + "); what is unconfirmed is sent again", e);
    }

    /** The peer has closed in order, with batches unconfirmed. */
    DeliveryException left() {
        return DeliveryException.connectionLost(
                address + " closed the connection; what is unconfirmed is sent again", null);
    }

    private static String reason(IOException e) {
        if (e instanceof UnknownHostException) {
            return "its name cannot be resolved: check syslog.host and the name server";
        }
        if (e instanceof SocketTimeoutException) {
            return "no answer in time (" + e.getMessage() + ")";
        }
        if (e instanceof ConnectException) {
            return "it refuses connections: is it running, and is syslog.port right? (" + e.getMessage() + ")";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** A TLS failure that trying again does not heal; a peer that went away in the middle of a handshake is none. */
    private static boolean isTls(IOException e) {
        return e instanceof SSLException
                && cause(e, EOFException.class) == null
                && cause(e, SocketException.class) == null
                && cause(e, SocketTimeoutException.class) == null;
    }

    private String tls(IOException e) {
        String said = String.valueOf(e.getMessage());
        if (cause(e, CertificateExpiredException.class) != null
                || cause(e, CertificateNotYetValidException.class) != null) {
            return address + ": its certificate has expired or is not valid yet: renew it, or set this machine's clock";
        }
        if (cause(e, CertPathBuilderException.class) != null || cause(e, CertPathValidatorException.class) != null) {
            return address
                    + ": its certificate is not trusted: put the authority that signed it into syslog.tls.ca-file ("
                    + said + ")";
        }
        if (cause(e, CertificateException.class) != null) {
            return address + ": its certificate is not for '" + host
                    + "': set syslog.host to a name in the certificate (" + said + ")";
        }
        if (said.contains("Unsupported or unrecognized SSL message")) {
            return address + " does not speak TLS there: check syslog.port and syslog.transport";
        }
        if (said.contains("certificate") || said.contains("unknown_ca") || said.contains("access_denied")) {
            return address + " refused our certificate: check syslog.tls.certificate-file and syslog.tls.key-file ("
                    + said + ")";
        }
        return address
                + ": TLS failed: check syslog.tls.ca-file and syslog.tls.certificate-file, TLS 1.2 is the least ("
                + said + ")";
    }

    private static Throwable cause(Throwable e, Class<? extends Throwable> type) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return at;
            }
        }
        return null;
    }
}
