package org.m365siem.deliver;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real {@code rsyslogd} or {@code syslog-ng} that writes every message it gets, as it got it, on a line of a file. */
final class SyslogDaemon implements AutoCloseable {
    /** PEM files of the server and of the authority that clients must come from; null for plain TCP. */
    record Tls(Path certificate, Path key, Path authority) {}

    private final Path directory;
    private final List<String> command;
    private final int port;
    private final Path libraries;
    private Process process;

    private SyslogDaemon(Path directory, Path binary, boolean rsyslog, Tls tls) throws IOException {
        this.directory = directory;
        this.port = freePort();
        Path config = directory.resolve("daemon.conf");
        Files.writeString(config, rsyslog ? rsyslog(tls) : syslogNg(tls));
        command = rsyslog ? rsyslogCommand(binary, config) : syslogNgCommand(binary, config);
        libraries = binary.resolve("../../lib/syslog-ng").normalize();
        start();
    }

    /** Where the daemon is installed or unpacked, with what it needs for the transport; null when it is not. */
    static Path find(String name, String transport) {
        boolean driver = !name.equals("rsyslogd") || !transport.equals("tls") || rsyslogDriver() != null;
        return Stream.concat(
                        Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin", "/sbin"))
                .map(folder -> Path.of(folder, name))
                .filter(path -> driver && Files.isExecutable(path))
                .findFirst()
                .orElse(null);
    }

    private static String rsyslogDriver() {
        return Stream.of("ossl", "gtls")
                .filter(driver -> Stream.of(
                                "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib")
                        .anyMatch(folder -> Files.exists(Path.of(folder, "rsyslog", "lmnsd_" + driver + ".so"))))
                .findFirst()
                .orElse(null);
    }

    static SyslogDaemon start(String name, Path directory, Tls tls) throws IOException {
        return new SyslogDaemon(directory, find(name, tls == null ? "tcp" : "tls"), name.equals("rsyslogd"), tls);
    }

    int port() {
        return port;
    }

    List<String> lines() throws IOException {
        Path file = directory.resolve("received");
        return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.of();
    }

    void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()));
        builder.environment().put("LD_LIBRARY_PATH", libraries.toString());
        process = builder.start();
        Awaitility.await("the daemon listens")
                .atMost(20, TimeUnit.SECONDS)
                .ignoreExceptions()
                .until(() -> {
                    try (Socket socket = new Socket("127.0.0.1", port)) {
                        return socket.isConnected();
                    }
                });
    }

    /** An orderly stop. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    @Override
    public void close() throws Exception {
        stop();
    }

    private List<String> rsyslogCommand(Path binary, Path config) {
        return List.of(
                binary.toString(),
                "-n",
                "-f",
                config.toString(),
                "-i",
                directory.resolve("pid").toString());
    }

    private List<String> syslogNgCommand(Path binary, Path config) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                binary.toString(),
                "-F",
                "--no-caps",
                "-f",
                config.toString(),
                "--persist-file",
                directory.resolve("persist").toString(),
                "--pidfile",
                directory.resolve("pid").toString(),
                "--control",
                directory.resolve("control").toString()));
        Path home = binary.resolve("../../lib/syslog-ng").normalize();
        if (!home.startsWith("/usr") && Files.isDirectory(home)) {
            // unpacked and not installed: its modules are not where it was built for
            try (Stream<Path> folders = Files.list(home)) {
                folders.filter(Files::isDirectory).forEach(folder -> words.add("--module-path=" + folder));
            }
        }
        return words;
    }

    private String rsyslog(Tls tls) {
        String secured = tls == null ? "" : """
                global(defaultNetstreamDriverCAFile="%s" defaultNetstreamDriverCertFile="%s" defaultNetstreamDriverKeyFile="%s")
                """.formatted(tls.authority(), tls.certificate(), tls.key());
        String driver = tls == null
                ? ""
                : " StreamDriver.Name=\"%s\" StreamDriver.Mode=\"1\" StreamDriver.AuthMode=\"x509/certvalid\""
                        .formatted(rsyslogDriver());
        return """
                global(workDirectory="%s")
                %smodule(load="imtcp"%s)
                template(name="raw" type="string" string="%%rawmsg%%\\n")
                ruleset(name="all") { action(type="omfile" file="%s/received" template="raw" flushOnTXEnd="on") }
                input(type="imtcp" port="%d" address="127.0.0.1" ruleset="all")
                """.formatted(directory, secured, driver, directory, port);
    }

    private String syslogNg(Tls tls) {
        String transport = tls == null
                ? "transport(\"tcp\")"
                : "transport(\"tls\") tls(key-file(\"%s\") cert-file(\"%s\") ca-file(\"%s\") peer-verify(required-trusted))"
                        .formatted(tls.key(), tls.certificate(), tls.authority());
        return """
                @version: 3.35
                source s { syslog(ip("127.0.0.1") port(%d) %s flags(store-raw-message)); };
                destination d { file("%s/received" template("${RAWMSG}\\n") flush-lines(1)); };
                log { source(s); destination(d); };
                """.formatted(port, transport, directory);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
