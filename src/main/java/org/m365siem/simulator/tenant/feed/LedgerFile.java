package org.m365siem.simulator.tenant.feed;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.function.LongConsumer;
import org.m365siem.simulator.tenant.records.ContentType;

/** What a tenant has listed and handed out, a line each, so that a tenant that was killed goes on with its ledger. */
final class LedgerFile implements Closeable {
    /** Takes a window that was listed to its end. */
    interface Windows {
        void add(ContentType type, Instant start, Instant end);
    }

    private final FileChannel file;
    private final List<String> earlier;

    private LedgerFile(FileChannel file, List<String> earlier) {
        this.file = file;
        this.earlier = earlier;
    }

    /** Half a line at the end, where the machine stopped, is cut off. */
    static LedgerFile open(Path path) throws IOException {
        String text = Files.exists(path) ? Files.readString(path, StandardCharsets.US_ASCII) : "";
        int whole = text.lastIndexOf('\n') + 1;
        FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        file.truncate(whole).position(whole);
        return new LedgerFile(file, text.substring(0, whole).lines().toList());
    }

    void replay(LongConsumer listed, LongConsumer fetched, Windows windows) {
        for (String line : earlier) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "listed" -> listed.accept(Long.parseLong(words[1]));
                case "fetched" -> fetched.accept(Long.parseLong(words[1]));
                default -> windows.add(ContentType.valueOf(words[1]), Instant.parse(words[2]), Instant.parse(words[3]));
            }
        }
    }

    void listed(long blob) {
        append("listed " + blob);
    }

    void fetched(long blob) {
        append("fetched " + blob);
    }

    void window(ContentType type, Instant start, Instant end) {
        append("window " + type.name() + " " + start + " " + end);
    }

    private synchronized void append(String line) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII));
            while (file.isOpen() && bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the tenant's ledger", e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
