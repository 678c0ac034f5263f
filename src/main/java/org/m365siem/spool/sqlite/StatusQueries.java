package org.m365siem.spool.sqlite;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.m365siem.spool.SinkState;
import org.m365siem.spool.SinkStatus;
import org.m365siem.spool.SpoolStatus;

/** How the spool and its sinks fare, from rows that are kept up to date: a few look-ups, whatever the number of events. */
final class StatusQueries {
    private StatusQueries() {}

    private record SinkRow(SinkStatus status, long cursor, long events, long bytes, long done) {}

    static List<SinkStatus> sinks(Session session) throws SQLException {
        List<SinkRow> rows = rows(session);
        ChunkLog.End end = ChunkLog.end(session);
        List<SinkStatus> all = new ArrayList<>();
        for (SinkRow row : rows) {
            all.add(status(session, row, end));
        }
        return all;
    }

    private static List<SinkRow> rows(Session session) throws SQLException {
        return session.list(
                StatusQueries::row,
                "select name, listed, paused, state, message, since, dead, cursor, events, bytes, done from sink"
                        + " order by name");
    }

    private static SinkRow row(ResultSet row) throws SQLException {
        boolean paused = row.getBoolean(3);
        SinkStatus status = new SinkStatus(
                row.getString(1),
                row.getBoolean(2),
                paused ? SinkState.PAUSED : SinkState.valueOf(row.getString(4)),
                row.getString(5),
                Instant.ofEpochMilli(row.getLong(6)),
                0,
                0,
                null,
                row.getLong(7));
        return new SinkRow(status, row.getLong(8), row.getLong(9), row.getLong(10), row.getLong(11));
    }

    private static SinkStatus status(Session session, SinkRow row, ChunkLog.End end) throws SQLException {
        SinkStatus s = row.status();
        // the rows were read one after another, so an append or delivery between them must not make a lag negative
        long events =
                Math.max(0, end.events() - row.events() + own(session, "events", s.sink(), row.cursor()) - row.done());
        long bytes = Math.max(0, end.bytes() - row.bytes() + own(session, "bytes", s.sink(), row.cursor()));
        Instant oldest = events == 0
                ? null
                : session.first(
                                at -> Instant.ofEpochMilli(at.getLong(1)),
                                "select at from chunk where sequence >= ? and (sink is null or sink = ?)"
                                        + " order by sequence limit 1",
                                row.cursor(),
                                s.sink())
                        .orElse(null);
        return new SinkStatus(
                s.sink(), s.listed(), s.state(), s.message(), s.since(), events, bytes, oldest, s.deadLetters());
    }

    private static long own(Session session, String column, String sink, long cursor) throws SQLException {
        return session.number("select sum(" + column + ") from chunk where sink = ? and sequence >= ?", sink, cursor);
    }

    /** @param ids and {@code refusal}: what the owner knows, or has last written down */
    static SpoolStatus status(Session session, SpoolOptions options, long idBytes, OptionalLong ids, String refusal)
            throws SQLException {
        List<SinkRow> rows = rows(session);
        long slowest = rows.stream()
                .mapToLong(SinkRow::bytes)
                .min()
                .orElse(ChunkLog.oldest(session).bytes());
        long pending = ChunkLog.end(session).bytes() - slowest;
        for (SinkRow row : rows) {
            pending += own(session, "bytes", row.status().sink(), row.cursor());
        }
        StoreFiles files = new StoreFiles(options.stateDirectory());
        return new SpoolStatus(
                Math.max(0, pending),
                options.maxBytes(),
                files.bytes() + idBytes,
                free(options),
                ids.orElse(session.number("select value from store where key = 'ids'")),
                refusal);
    }

    private static long free(SpoolOptions options) {
        try {
            return options.freeDisk().bytes(options.stateDirectory());
        } catch (IOException unknown) {
            return 0;
        }
    }
}
