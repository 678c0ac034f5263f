package org.m365siem.spool.sqlite;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.m365siem.spool.SpoolException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;

/** The open database and what of it is held in memory. Only the owner of the state directory has one. */
final class Store implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Store.class);
    private static final long WAL_LIMIT = 64 << 20;

    final SpoolOptions options;
    final StoreFiles files;
    final Reserve reserve;
    final Session appends;
    final ChunkLog log;
    final Sinks sinks;
    final DeadLetters dead;
    private final Session progress;
    private final Session reads;
    private final OwnerLock owner;

    private Store(SpoolOptions options, StoreFiles files, OwnerLock owner) throws SQLException {
        this.options = options;
        this.files = files;
        this.owner = owner;
        this.reserve = new Reserve(files.reserve());
        String database = files.database().toString();
        ReentrantLock writeLock = new ReentrantLock();
        this.appends = Session.writer(database, writeLock, "FULL");
        // kept across openings in the file; cursors need not wait for the disk, a kill leaves them with the operating
        // system
        appends.execute("pragma journal_mode = wal");
        this.progress = Session.writer(database, writeLock, "NORMAL");
        // after a burst the log shrinks to this when it starts over
        appends.execute("pragma journal_size_limit = " + WAL_LIMIT);
        progress.execute("pragma journal_size_limit = " + WAL_LIMIT);
        this.reads = Session.reader(database, new ReentrantLock());
        this.log = new ChunkLog(appends, options.clock());
        this.sinks = new Sinks(appends, log);
        this.dead = new DeadLetters(appends, options.clock());
    }

    static Store open(SpoolOptions options) {
        StoreFiles files = new StoreFiles(options.stateDirectory());
        files.createDirectory();
        return open(options, files, OwnerLock.take(files));
    }

    /** Takes the lock over: it is released when this fails. */
    static Store open(SpoolOptions options, StoreFiles files, OwnerLock owner) {
        Store store = null;
        try {
            if (files.identity() == null) {
                if (files.hasIds()) {
                    throw Schema.damaged(files, "it is missing, while the event ids beside it are there", null);
                }
                Schema.create(files);
            }
            Schema.verify(files);
            store = new Store(options, files, owner);
            return store;
        } catch (SQLException e) {
            throw Schema.unopened(files, e);
        } finally {
            if (store == null) {
                release(owner);
            }
        }
    }

    <T> T read(Session.Work<T> work) {
        try {
            return reads.read(work);
        } catch (SQLException e) {
            throw failure("cannot be read", e);
        }
    }

    /** A short transaction that survives a kill of the process when this returns. */
    <T> T writeProgress(Session.Work<T> work) {
        try {
            return progress.write(work);
        } catch (SQLException e) {
            if (!isFull(e)) {
                throw failure("cannot be written", e);
            }
        }
        reserve.giveUp();
        try {
            // lets the log start over, in the room that it has already
            progress.read(s -> {
                s.execute("pragma wal_checkpoint(passive)");
                return null;
            });
            return progress.write(work);
        } catch (SQLException e) {
            throw failure("cannot be written", e);
        }
    }

    private static boolean isFull(SQLException e) {
        int code = e.getErrorCode() & 0xff;
        return code == SQLiteErrorCode.SQLITE_FULL.code || code == SQLiteErrorCode.SQLITE_IOERR.code;
    }

    SpoolException failure(String what, SQLException e) {
        return new SpoolException(
                files.database() + " " + what + " (" + e.getMessage() + "): check the disk; it is tried again", e);
    }

    /** Helps when readers have kept the log from starting over; never waits for one. */
    void checkpoint() {
        if (StoreFiles.size(files.wal()) > WAL_LIMIT) {
            try {
                progress.read(s -> {
                    s.execute("pragma wal_checkpoint(passive)");
                    return null;
                });
            } catch (SQLException e) {
                throw failure("cannot be written", e);
            }
        }
    }

    @Override
    public void close() {
        try {
            reads.close();
            progress.close();
            // the last connection moves the write-ahead log into the database and deletes it
            appends.close();
        } catch (SQLException e) {
            LOG.error("{}: not closed in order ({}); the next start recovers it", files.database(), e.getMessage());
        } finally {
            release(owner);
        }
    }

    private static void release(OwnerLock owner) {
        try {
            owner.close();
        } catch (IOException e) {
            LOG.warn("the lock of the state directory is not released ({}); it ends with this process", e.getMessage());
        }
    }
}
