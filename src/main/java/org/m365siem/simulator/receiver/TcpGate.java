package org.m365siem.simulator.receiver;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A port in front of a server that cannot misbehave by itself: passes bytes through, and has the faults of a bad network. */
final class TcpGate implements Closeable {
    private static final int RESET_AFTER_BYTES = 400_000;

    private final int port;
    private final int target;
    private final Faults faults;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private ServerSocket server;

    TcpGate(int port, int target, Faults faults) {
        this.port = port;
        this.target = target;
        this.faults = faults;
    }

    /** Listens, or refuses connections and breaks those that are open. */
    synchronized void open(boolean listen) {
        try {
            if (listen && server == null) {
                server = new ServerSocket();
                server.setReuseAddress(true);
                server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                ServerSocket accepting = server;
                start(() -> accept(accepting));
            } else if (!listen && server != null) {
                server.close();
                server = null;
                open.forEach(TcpGate::reset);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + port, e);
        }
    }

    private void accept(ServerSocket accepting) {
        while (!accepting.isClosed()) {
            try {
                Socket client = accepting.accept();
                start(() -> pass(client, accepting));
            } catch (IOException closed) {
                // the loop asks whether it goes on
            }
        }
    }

    private void pass(Socket client, ServerSocket acceptedBy) {
        try (client;
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), target)) {
            client.setTcpNoDelay(true);
            behind.setTcpNoDelay(true);
            open.add(client);
            if (acceptedBy.isClosed()) {
                reset(client);
            }
            start(() -> answers(behind, client));
            requests(client, behind);
        } catch (IOException broken) {
            reset(client);
        } finally {
            open.remove(client);
        }
    }

    private void requests(Socket client, Socket behind) throws IOException {
        InputStream from = client.getInputStream();
        OutputStream to = behind.getOutputStream();
        byte[] buffer = new byte[65_536];
        long total = 0;
        int read;
        while ((read = from.read(buffer)) >= 0) {
            faults.slowDown(50);
            to.write(buffer, 0, read);
            total += read;
            if (faults.on(Fault.RESETS) && total > RESET_AFTER_BYTES) {
                reset(client);
            }
        }
    }

    private void answers(Socket behind, Socket client) {
        byte[] buffer = new byte[65_536];
        try {
            InputStream from = behind.getInputStream();
            OutputStream to = client.getOutputStream();
            int read;
            while ((read = from.read(buffer)) >= 0) {
                if (faults.on(Fault.SILENT)) {
                    faults.awaitEnd(Fault.SILENT);
                    break;
                }
                to.write(buffer, 0, read);
            }
        } catch (IOException broken) {
            // ends below
        }
        reset(client);
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException gone) {
            // closed already
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "receiver-kafka-gate");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        open(false);
    }
}
