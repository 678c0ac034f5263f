package org.m365siem.simulator.tenant.records;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Records of a file, one JSON value a line, served byte for byte. They are dealt into blobs by their workload. What stays in
 * memory is a line's place and id; the records are read when they are served.
 */
public final class FileCorpus implements Corpus {
    /** Where a line lies in the copy of the file, and its record's id. */
    private record Line(long from, int length, String id, ContentType type) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path copy;
    private final FileChannel channel;
    private final List<Line> lines = new ArrayList<>();
    private final List<Integer> firsts = new ArrayList<>();
    private final List<ContentType> types = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    private FileCorpus(Path copy) throws IOException {
        this.copy = copy;
        this.channel = FileChannel.open(copy, StandardOpenOption.READ);
    }

    /**
     * @param file NDJSON, compressed when its name ends in {@code .gz}; empty lines are left out
     * @param perBlob the most records in a blob
     */
    public static FileCorpus open(Path file, int perBlob) throws IOException {
        Path copy = Files.createTempFile("m365-tenant", ".ndjson");
        copy.toFile().deleteOnExit();
        Map<ContentType, Deque<Line>> dealt = new EnumMap<>(ContentType.class);
        try (InputStream in = input(file);
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(copy))) {
            long from = 0;
            for (byte[] line = line(in); line != null; line = line(in)) {
                if (line.length > 0) {
                    Line read = read(from, line);
                    dealt.computeIfAbsent(read.type(), type -> new ArrayDeque<>())
                            .add(read);
                    out.write(line);
                    from += line.length;
                }
            }
        }
        FileCorpus corpus = new FileCorpus(copy);
        corpus.fillBlobs(dealt, perBlob);
        return corpus;
    }

    private static InputStream input(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 65_536);
        return file.toString().endsWith(".gz") ? new BufferedInputStream(new GZIPInputStream(in, 65_536)) : in;
    }

    private static byte[] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(2_000);
        int next = in.read();
        if (next < 0) {
            return null;
        }
        for (; next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
        }
        byte[] bytes = line.toByteArray();
        boolean carriageReturn = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
        return carriageReturn ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }

    private static Line read(long from, byte[] line) throws IOException {
        try {
            JsonNode record = JSON.readTree(line);
            ContentType type = ContentType.ofRecord(
                    record.path("Workload").asText(), record.path("RecordType").asInt(-1));
            return new Line(from, line.length, record.path("Id").asText(), type);
        } catch (JsonProcessingException broken) {
            throw new IOException("a line of the records file is not JSON: byte " + from, broken);
        }
    }

    private void fillBlobs(Map<ContentType, Deque<Line>> dealt, int perBlob) {
        while (dealt.values().stream().anyMatch(left -> !left.isEmpty())) {
            dealt.forEach((type, left) -> {
                if (!left.isEmpty()) {
                    firsts.add(lines.size());
                    types.add(type);
                    for (int i = 0; i < perBlob && !left.isEmpty(); i++) {
                        add(left.poll());
                    }
                }
            });
        }
    }

    private void add(Line line) {
        if (!line.id().isEmpty()) {
            numbers.putIfAbsent(line.id(), lines.size());
        }
        lines.add(line);
    }

    @Override
    public long records() {
        return lines.size();
    }

    @Override
    public long blobs() {
        return firsts.size();
    }

    @Override
    public long first(long blob) {
        return blob < firsts.size() ? firsts.get((int) blob) : lines.size();
    }

    @Override
    public ContentType type(long blob) {
        return types.get((int) blob);
    }

    @Override
    public String id(long number) {
        return lines.get((int) number).id();
    }

    @Override
    public long number(CharSequence id) {
        return numbers.getOrDefault(id.toString(), -1);
    }

    @Override
    public boolean unique(long number) {
        return number(id(number)) == number;
    }

    @Override
    public boolean repeatable(long number) {
        return unique(number);
    }

    @Override
    public void write(Owner owner, long number, boolean again, OutputStream out) throws IOException {
        Line line = lines.get((int) number);
        ByteBuffer bytes = ByteBuffer.allocate(line.length());
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, line.from() + bytes.position()) < 0) {
                throw new EOFException("the copy of the records file is shorter than it was");
            }
        }
        out.write(bytes.array());
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(copy);
    }
}
