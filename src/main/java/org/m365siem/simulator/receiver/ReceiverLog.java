package org.m365siem.simulator.receiver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * Which events arrived at a receiver, each time they arrived. With a file, every arrival is handed to the operating system
 * before {@link #received} returns, so that what a receiver has acknowledged is still known after the process was killed.
 */
public final class ReceiverLog implements AutoCloseable {
    private static final int EXAMPLES = 20;

    private final IdCounts counts = new IdCounts();
    private final Deque<String> malformedExamples = new ArrayDeque<>();
    private final FileChannel file;
    private long arrivals;
    private long malformed;

    private ReceiverLog(FileChannel file) {
        this.file = file;
    }

    public static ReceiverLog inMemory() {
        return new ReceiverLog(null);
    }

    /** Continues the log in a file; half an entry at its end (the machine stopped in the middle) is cut off. */
    public static ReceiverLog open(Path path) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            FileChannel file = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            ReceiverLog log = new ReceiverLog(file);
            log.load();
            return log;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the receiver log " + path, e);
        }
    }

    private void load() throws IOException {
        long whole = file.size() - file.size() % EventKey.BYTES;
        ByteBuffer buffer = ByteBuffer.allocate(4096 * EventKey.BYTES);
        while (file.position() < whole) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), whole - file.position()));
            while (buffer.hasRemaining() && file.read(buffer) >= 0) {
                // until the buffer is full
            }
            buffer.flip();
            while (buffer.remaining() >= EventKey.BYTES) {
                count(new EventKey(buffer.getLong(), buffer.getLong()));
            }
        }
        file.truncate(whole).position(whole);
    }

    /** Notes that these events arrived now; call it before acknowledging them. */
    public synchronized void received(Collection<String> ids) {
        if (ids.isEmpty()) {
            return;
        }
        ByteBuffer entries = ByteBuffer.allocate(ids.size() * EventKey.BYTES);
        for (String id : ids) {
            EventKey key = EventKey.of(id);
            entries.putLong(key.high()).putLong(key.low());
            count(key);
        }
        write(entries.flip());
    }

    private void write(ByteBuffer entries) {
        try {
            while (file != null && entries.hasRemaining()) {
                file.write(entries);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the receiver log", e);
        }
    }

    private void count(EventKey key) {
        counts.add(key);
        arrivals++;
    }

    /** Counts something that arrived and is against the protocol; the first twenty are kept as examples. */
    public synchronized void malformed(String what) {
        malformed++;
        if (malformedExamples.size() < EXAMPLES) {
            malformedExamples.add(what);
        }
    }

    /** How many different events arrived. */
    public synchronized long unique() {
        return counts.unique();
    }

    /** How many arrivals were of an event that had arrived before. */
    public synchronized long repeated() {
        return arrivals - counts.unique();
    }

    /** How often an event arrived; stops counting at 255. */
    public synchronized int count(String id) {
        return counts.count(EventKey.of(id));
    }

    public synchronized long malformed() {
        return malformed;
    }

    public synchronized List<String> malformedExamples() {
        return new ArrayList<>(malformedExamples);
    }

    /** Which of these events never arrived. */
    public Missing missing(Iterable<String> ids) {
        long missing = 0;
        List<String> examples = new ArrayList<>();
        for (String id : ids) {
            if (count(id) == 0 && missing++ < EXAMPLES) {
                examples.add(id);
            }
        }
        return new Missing(missing, examples);
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many events never arrived, and the first twenty of them. */
    public record Missing(long count, List<String> examples) {}
}
