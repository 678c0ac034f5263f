package org.m365siem.spool.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;
import org.m365siem.event.Severity;
import org.m365siem.spool.SinkReader;

/** Batches and stores for tests. */
final class Spools {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final String[] TYPES = {"ExchangeAdmin", "SharePointFileOperation", "AzureActiveDirectory"};

    private Spools() {}

    static SpoolOptions options(Path directory) {
        return SpoolOptions.in(directory).minFreeDisk(0);
    }

    static SqliteSpool open(Path directory, String... sinks) {
        return open(options(directory), sinks);
    }

    static SqliteSpool open(SpoolOptions options, String... sinks) {
        SqliteSpool spool = SqliteSpool.open(options);
        spool.register(List.of(sinks));
        return spool;
    }

    static EventBatch batch(String... ids) {
        return EventBatch.of(
                "office365-audit",
                "t1",
                List.of(ids).stream().map(Spools::event).toList());
    }

    /** Events named {@code from} to {@code to - 1}. */
    static EventBatch numbers(int from, int to) {
        return batch(IntStream.range(from, to).mapToObj(i -> "e" + i).toArray(String[]::new));
    }

    static SecurityEvent event(String id) {
        return event(id, ("{\"Id\":\"" + id + "\",\"Operation\":\"Set-Mailbox\"}").getBytes(StandardCharsets.UTF_8));
    }

    static SecurityEvent event(String id, byte[] json) {
        return new SecurityEvent(
                id, "t1", "office365-audit", "Audit.General", "ExchangeAdmin", START, Severity.NONE, "", json);
    }

    /** Records that look like audit records: about 2 KB, half of it repeated from record to record. */
    static EventBatch realistic(int first, int count, Random random) {
        List<SecurityEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = new java.util.UUID(first + i, random.nextLong()).toString();
            StringBuilder json = new StringBuilder("{\"Id\":\"" + id + "\",\"Workload\":\"Exchange\",\"Parameters\":[");
            for (int p = 0; p < 16; p++) {
                json.append("{\"Name\":\"Parameter")
                        .append(p)
                        .append("\",\"Value\":\"")
                        .append(Long.toHexString(random.nextLong()))
                        .append(Long.toHexString(random.nextLong()))
                        .append("\",\"Extended\":\"/Microsoft.Exchange/Admin/Role/Recipients/")
                        .append(random.nextInt(100))
                        .append("\"},");
            }
            events.add(new SecurityEvent(
                    id,
                    "t1",
                    "office365-audit",
                    "Audit.Exchange",
                    TYPES[random.nextInt(TYPES.length)],
                    START.plusMillis(first + i),
                    Severity.NONE,
                    "user" + random.nextInt(50) + "@example.com",
                    json.append("]}").toString().getBytes(StandardCharsets.UTF_8)));
        }
        return EventBatch.of("office365-audit", "t1", events);
    }

    /** The ids of everything the reader hands out now; confirms it all. */
    static List<String> drain(SinkReader reader) {
        List<String> ids = new ArrayList<>();
        for (Optional<SinkReader.Chunk> chunk = reader.next(); chunk.isPresent(); chunk = reader.next()) {
            ids.addAll(chunk.get().batch().ids());
            reader.delivered(chunk.get(), chunk.get().batch().ids());
        }
        return ids;
    }

    /** The ids of everything the reader hands out now; confirms nothing. */
    static List<String> look(SinkReader reader) {
        List<String> ids = new ArrayList<>();
        reader.next().ifPresent(first -> {
            ids.addAll(first.batch().ids());
            for (Optional<SinkReader.Chunk> chunk = reader.next(); chunk.isPresent(); chunk = reader.next()) {
                ids.addAll(chunk.get().batch().ids());
            }
            reader.rewind(first.sequence());
        });
        return ids;
    }

    /** Equal in every field; records compare arrays by identity, so their bytes are compared apart. */
    static void assertSame(EventBatch one, EventBatch other, String what) {
        byte[] none = {};
        Function<SecurityEvent, SecurityEvent> bare = e -> new SecurityEvent(
                e.id(), e.tenant(), e.source(), e.feed(), e.type(), e.time(), e.severity(), e.user(), none);
        assertThat(one.events().stream().map(bare))
                .as(what)
                .containsExactlyElementsOf(other.events().stream().map(bare).toList());
        for (int i = 0; i < one.size(); i++) {
            assertThat(Arrays.equals(one.payload(i), other.payload(i))).as(what).isTrue();
        }
    }

    /** Changes the database behind the program's back. */
    static void sql(Path directory, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("spool.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static long number(Path directory, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("spool.db"));
                Statement statement = connection.createStatement()) {
            return statement.executeQuery(sql).getLong(1);
        }
    }
}
