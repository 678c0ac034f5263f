package org.m365siem.spool.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.m365siem.spool.SpoolException;
import org.sqlite.SQLiteErrorCode;

/** The tables of a store, and whether this program may open them. */
final class Schema {
    static final int VERSION = 1;

    /*
     * log: where the log ends; running sums of all events and compressed bytes ever appended for every sink.
     * chunk: one append; events_before and bytes_before are the sums in front of it, so that a lag is one subtraction. A chunk
     *        with a sink (a replay) is for that sink only and is not in the sums.
     * ids: ids of a chunk, until the id window has them in a file of its own.
     * sink: cursor = lowest unconfirmed chunk; events and bytes = the sums in front of it; done = events confirmed from there on.
     * progress: chunks from the cursor on that are confirmed (done is null) or in part (done is a bitmap).
     */
    private static final List<String> TABLES = List.of(
            "create table store(key text primary key, value) without rowid",
            "create table log(one integer primary key check (one = 1), last, at, events, bytes)",
            "insert into log values (1, 0, 0, 0, 0)",
            "create table chunk(sequence integer primary key, at, events, bytes, sink, events_before, bytes_before, body)",
            "create index chunk_of_sink on chunk(sink, sequence, events, bytes) where sink is not null",
            "create table ids(sequence integer primary key, body)",
            "create table sink(name text primary key, listed, paused, epoch, cursor, events, bytes, done, dead, given_up,"
                    + " state, message, since) without rowid",
            "create table progress(sink, sequence, events, bytes, own, done, primary key (sink, sequence)) without rowid",
            "create table dead(number integer primary key autoincrement, sink, at, id, reason, body)",
            "create index dead_of_sink on dead(sink, number)",
            "create table cursor(source, tenant, feed, cursor, status, primary key (source, tenant, feed)) without rowid",
            "create table mark(at integer primary key, sequence)",
            "create table command(number integer primary key autoincrement, at, verb, sink, numbers, reason, ok, answer)",
            "insert into store values ('schema', " + VERSION + ")");

    private Schema() {}

    /** Makes the database under another name and renames it when it is whole. */
    static void create(StoreFiles files) {
        try {
            Files.deleteIfExists(files.unborn());
            try (Session session = Session.writer(files.unborn().toString(), new ReentrantLock(), "FULL")) {
                session.write(s -> {
                    for (String table : TABLES) {
                        s.execute(table);
                    }
                    return null;
                });
            }
            Files.move(files.unborn(), files.database(), StandardCopyOption.ATOMIC_MOVE);
        } catch (SQLException | IOException e) {
            throw new SpoolException(
                    files.database() + " cannot be made (" + e.getMessage()
                            + "): the state directory must be writable and its disk must have room",
                    e);
        }
    }

    /** Refuses what this program cannot read, before it is opened for writing. */
    static void verify(StoreFiles files) {
        if (StoreFiles.size(files.database()) == 0) {
            throw damaged(files, "it is empty", null);
        }
        try (Session session = Session.reader(files.database().toString(), new ReentrantLock())) {
            long version = session.number("select value from store where key = 'schema'");
            if (version > VERSION) {
                throw new SpoolException(files.database() + " was written by a newer version of this program (schema "
                        + version + ", this one knows " + VERSION + "): run the newer version, or give this one its own"
                        + " m365.state-dir");
            }
            if (version < VERSION || session.number("select count(*) from log") != 1) {
                throw damaged(files, "it has no schema version", null);
            }
        } catch (SQLException e) {
            throw unopened(files, e);
        }
    }

    static SpoolException unopened(StoreFiles files, SQLException e) {
        int code = e.getErrorCode() & 0xff;
        boolean unreachable = code == SQLiteErrorCode.SQLITE_CANTOPEN.code
                || code == SQLiteErrorCode.SQLITE_READONLY.code
                || code == SQLiteErrorCode.SQLITE_PERM.code
                || code == SQLiteErrorCode.SQLITE_FULL.code
                || code == SQLiteErrorCode.SQLITE_IOERR.code
                || code == SQLiteErrorCode.SQLITE_BUSY.code;
        return unreachable
                ? new SpoolException(
                        files.database() + " cannot be opened (" + e.getMessage()
                                + "): it and its directory must be writable for this user, on a local disk with room",
                        e)
                : damaged(files, e.getMessage(), e);
    }

    static SpoolException damaged(StoreFiles files, String what, Throwable cause) {
        return new SpoolException(
                files.database() + " is damaged (" + what
                        + "): restore the whole state directory from a backup, or move it"
                        + " away to start anew; Microsoft keeps the events of the last 7 days",
                cause);
    }
}
