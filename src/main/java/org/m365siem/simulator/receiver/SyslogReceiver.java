package org.m365siem.simulator.receiver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;

/** A syslog server: UDP, TCP or TLS, RFC 5424 and 3164, both framings of RFC 6587; reads strictly, and acknowledges nothing. */
public final class SyslogReceiver implements Receiver {
    private static final Set<Fault> POSSIBLE =
            EnumSet.of(Fault.DOWN, Fault.SLOW, Fault.RESETS, Fault.CLOSES_AFTER_EACH, Fault.SILENT);

    private final Options options;
    private final ReceiverLog log;
    private final ReceiverLog refused;
    private final Faults faults = new Faults("syslog", POSSIBLE, this::upOrDown);
    private SyslogListener listener;
    private int port;

    /**
     * @param transport {@code udp}, {@code tcp} or {@code tls}
     * @param tls for {@code tls}; one that demands client certificates makes it mutual
     * @param caFile what the sink has to trust, or null
     * @param maxBytes the longest message
     */
    public record Options(String transport, SSLContext tls, Path caFile, int maxBytes) {
        private static final int DEFAULT_MAX_BYTES = 16 * 1_048_576;

        public static Options udp() {
            return new Options("udp", null, null, DEFAULT_MAX_BYTES);
        }

        public static Options tcp() {
            return new Options("tcp", null, null, DEFAULT_MAX_BYTES);
        }

        public static Options tls(SSLContext tls, Path caFile) {
            return new Options("tls", tls, caFile, DEFAULT_MAX_BYTES);
        }
    }

    /** @param port 0 for any free one; kept over times when it is down */
    public SyslogReceiver(int port, Options options, ReceiverLog log, ReceiverLog refused) {
        this.port = port;
        this.options = options;
        this.log = log;
        this.refused = refused;
        upOrDown();
    }

    private synchronized void upOrDown() {
        try {
            boolean down = faults.on(Fault.DOWN);
            if (down && listener != null) {
                listener.close();
                listener = null;
            } else if (!down && listener == null) {
                InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
                listener = options.transport().equals("udp")
                        ? new SyslogDatagrams(address, faults, log)
                        : new SyslogStreams(address, options.tls(), options.maxBytes(), faults, log);
                port = listener.port();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("syslog receiver cannot listen on port " + port, e);
        }
    }

    @Override
    public String name() {
        return "syslog";
    }

    public int port() {
        return port;
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("syslog.host", "localhost");
        settings.put("syslog.port", Integer.toString(port));
        settings.put("syslog.transport", options.transport());
        if (options.caFile() != null) {
            settings.put("syslog.tls.ca-file", options.caFile().toString());
        }
        return settings;
    }

    @Override
    public ReceiverLog log() {
        return log;
    }

    @Override
    public ReceiverLog refused() {
        return refused;
    }

    @Override
    public void fault(String scenario) {
        faults.begin(scenario);
    }

    @Override
    public synchronized void close() {
        try {
            if (listener != null) {
                listener.close();
                listener = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        log.close();
        refused.close();
    }
}
