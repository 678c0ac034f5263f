package org.m365siem.deliver;

import java.io.Closeable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import org.m365siem.auth.Trust;
import org.m365siem.event.EventBatch;
import org.m365siem.format.Facility;
import org.m365siem.format.SyslogLine;
import org.m365siem.settings.SettingException;
import org.m365siem.settings.Values;

/** The syslog sink: the bean behind {@code syslog-sink}. It owns one connection and shares it with nobody. */
public final class SyslogSink implements Closeable {
    private final LongSupplier nanos;
    private String host;
    private String port;
    private String transport = "tls";
    private String framing = "octet-counting";
    private boolean rfc5424 = true;
    private int facility = 13;
    private long maxBytes = 8 * 1024;
    private Duration confirmAfter = Duration.ofSeconds(5);
    private Duration timeout;
    private String caFile;
    private String extraCaFile;
    private String certificateFile;
    private String keyFile;
    private SyslogSender sender;

    public SyslogSink() {
        this(System::nanoTime);
    }

    SyslogSink(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** The receiver's name or address. */
    public void setHost(String value) {
        host = Values.text(value);
    }

    /** Empty: 6514 for TLS (RFC 5425), 514 otherwise. */
    public void setPort(String value) {
        port = Values.text(value);
    }

    /** {@code tls} (default), {@code tcp} or {@code udp}. */
    public void setTransport(String value) {
        transport = Values.text(value) == null ? "tls" : Values.oneOf("syslog.transport", value, "tls", "tcp", "udp");
    }

    /** {@code octet-counting} (default) or {@code newline}; not used by UDP. */
    public void setFraming(String value) {
        framing = Values.text(value) == null
                ? "octet-counting"
                : Values.oneOf("syslog.framing", value, "octet-counting", "newline");
    }

    /** {@code 5424} (default) or {@code 3164}. */
    public void setRfc(String value) {
        rfc5424 = Values.text(value) == null
                || Values.oneOf("syslog.rfc", value, "5424", "3164").equals("5424");
    }

    /** A number or name; empty: 13, log audit. */
    public void setFacility(String value) {
        facility = Values.text(value) == null ? 13 : Facility.of("syslog.facility", value);
    }

    /** The longest message; empty: 8KB, what an unconfigured rsyslog takes. */
    public void setMaxBytes(String value) {
        maxBytes = Values.text(value) == null ? 8 * 1024 : Values.size("syslog.max-bytes", value);
        if (maxBytes < SyslogLine.LEAST_BYTES || maxBytes > 100 << 20) {
            throw new SettingException("syslog.max-bytes", value, "a size from 1KB to 100MB");
        }
    }

    /** How long the connection must stay healthy until a batch counts as confirmed; empty: 5s. */
    public void setConfirmAfter(String value) {
        confirmAfter =
                Values.text(value) == null ? Duration.ofSeconds(5) : Values.duration("syslog.confirm-after", value);
    }

    /** For connecting and for a write without progress; empty: 30s and 60s. */
    public void setTimeout(String value) {
        timeout = Values.text(value) == null ? null : Values.duration("syslog.timeout", value);
    }

    /** PEM: the only authorities trusted. */
    public void setCaFile(String value) {
        caFile = value;
    }

    /** PEM: authorities trusted beside the JDK's. */
    public void setExtraCaFile(String value) {
        extraCaFile = value;
    }

    /** PEM: our certificate, for mutual TLS. */
    public void setCertificateFile(String value) {
        certificateFile = value;
    }

    /** PEM: its unencrypted PKCS#8 key. */
    public void setKeyFile(String value) {
        keyFile = value;
    }

    /**
     * Checks what the settings mean together, before the first batch; opens no connection.
     *
     * @throws SettingException names the setting or file
     */
    public void init() {
        if (host == null) {
            throw new SettingException("syslog.host", "", "the host name or address of the syslog receiver");
        }
        boolean tls = transport.equals("tls");
        int at = port == null ? (tls ? 6514 : 514) : Values.port("syslog.port", port);
        SyslogFailures failures = new SyslogFailures(host, at);
        if (transport.equals("udp")) {
            SyslogLine line = line((int) Math.min(maxBytes, SyslogDatagrams.MOST_BYTES));
            sender = new SyslogDatagrams(host, at, failures, line::bare);
            return;
        }
        if (tls) {
            trust();
        }
        Duration connect = timeout == null ? Duration.ofSeconds(30) : timeout;
        SyslogConnector connector = new SyslogConnector(host, at, connect, tls ? this::trust : null);
        SyslogLine line = line((int) maxBytes);
        sender = new SyslogStreamSender(
                connector,
                failures,
                framing.equals("newline") ? line::newline : line::octetCounted,
                confirmAfter,
                timeout == null ? Duration.ofSeconds(60) : timeout,
                tls,
                nanos);
    }

    /** Writes the batch; an empty one needs no connection. */
    public Receipt deliver(EventBatch batch) {
        return batch.isEmpty() ? Receipt.acknowledged(batch) : sender.send(batch);
    }

    /** Gives the connection back in order; a batch after that opens a new one. */
    @Override
    public void close() {
        if (sender != null) {
            sender.close();
        }
    }

    private SSLContext trust() {
        return Trust.context(caFile, extraCaFile, certificateFile, keyFile);
    }

    private SyslogLine line(int most) {
        return new SyslogLine(
                rfc5424,
                facility,
                machine(),
                Long.toString(ProcessHandle.current().pid()),
                most);
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "";
        }
    }
}
