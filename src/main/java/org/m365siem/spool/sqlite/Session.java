package org.m365siem.spool.sqlite;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import org.sqlite.SQLiteConfig;

/** One connection and its prepared statements, used by one thread at a time. */
final class Session implements AutoCloseable {
    private static final int BUSY_MILLIS = 10_000;

    /** What is done with the connection while it is held. */
    interface Work<T> {
        T run(Session session) throws SQLException;
    }

    /** Reads one row. */
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private final Connection connection;
    private final Lock lock;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    private Session(Connection connection, Lock lock) {
        this.connection = connection;
        this.lock = lock;
    }

    /**
     * @param lock shared by all sessions that write: SQLite has one writer, and waiting here is cheaper than its busy polling
     * @param synchronous {@code FULL} to be on disk when a commit returns, {@code NORMAL} to have reached the operating system
     */
    static Session writer(String file, Lock lock, String synchronous) throws SQLException {
        SQLiteConfig config = config(false);
        config.setPragma(SQLiteConfig.Pragma.SYNCHRONOUS, synchronous);
        return new Session(DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties()), lock);
    }

    static Session reader(String file, Lock lock) throws SQLException {
        return new Session(
                DriverManager.getConnection("jdbc:sqlite:" + file, config(true).toProperties()), lock);
    }

    private static SQLiteConfig config(boolean readOnly) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(readOnly);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setPragma(SQLiteConfig.Pragma.TEMP_STORE, "MEMORY");
        return config;
    }

    /** One transaction: all of it or, when anything is thrown, nothing. */
    <T> T write(Work<T> work) throws SQLException {
        lock.lock();
        try {
            execute("begin immediate");
            boolean done = false;
            try {
                T result = work.run(this);
                execute("commit");
                done = true;
                return result;
            } finally {
                if (!done) {
                    rollback();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    <T> T read(Work<T> work) throws SQLException {
        lock.lock();
        try {
            return work.run(this);
        } finally {
            lock.unlock();
        }
    }

    private void rollback() {
        try {
            execute("rollback");
        } catch (SQLException alreadyRolledBack) {
            // SQLite itself rolls back when the disk fails under it
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    int update(String sql, Object... values) throws SQLException {
        return using(sql, values, PreparedStatement::executeUpdate);
    }

    <T> List<T> list(Row<T> row, String sql, Object... values) throws SQLException {
        return using(sql, values, statement -> {
            List<T> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(row.read(result));
                }
            }
            return rows;
        });
    }

    <T> Optional<T> first(Row<T> row, String sql, Object... values) throws SQLException {
        return using(sql, values, statement -> {
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? Optional.ofNullable(row.read(result)) : Optional.empty();
            }
        });
    }

    long number(String sql, Object... values) throws SQLException {
        return first(row -> row.getLong(1), sql, values).orElse(0L);
    }

    private interface Use<T> {
        T with(PreparedStatement statement) throws SQLException;
    }

    private <T> T using(String sql, Object[] values, Use<T> use) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        boolean done = false;
        try {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            T result = use.with(statement);
            done = true;
            return result;
        } finally {
            if (!done) {
                // the driver has closed it inside when its execution failed
                statements.remove(sql);
                statement.close();
            }
        }
    }

    @Override
    public void close() throws SQLException {
        lock.lock();
        try {
            connection.close();
        } finally {
            lock.unlock();
        }
    }
}
