package org.fastsmtp.cli.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.function.Function;
import javax.sql.DataSource;
import org.fastsmtp.cli.Failure;
import org.fastsmtp.cli.database.DatabaseAddress;
import org.fastsmtp.schema.Schema;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Opens the database that the settings name, and says in words why it cannot be opened. */
final class Databases {
    /** H2: another process has the file. */
    private static final int LOCKED = 90020;

    private Databases() {}

    static boolean isHeld(DatabaseAddress address) {
        try {
            source(address).getConnection().close();
            return false;
        } catch (SQLException e) {
            return e.getErrorCode() == LOCKED;
        }
    }

    /** @throws Failure when it cannot be opened */
    static DataSource open(DatabaseAddress address) {
        DataSource database = source(address);
        try {
            database.getConnection().close();
            return database;
        } catch (SQLException e) {
            throw Failure.failed(reason(address, e));
        }
    }

    /**
     * Like {@link #open}, and with the schema of this version: an empty database gets it, one of an older version is left for `db upgrade`, as nodes
     * of that version may still run on it.
     */
    static DataSource current(DatabaseAddress address) {
        DataSource database = open(address);
        var flyway = new Schema(database).flyway();
        var info = flyway.info();
        if (info.applied().length == 0) {
            flyway.migrate();
        } else if (info.pending().length > 0) {
            throw Failure.failed("the database has the schema of an older version: run `fastsmtp db upgrade`");
        }
        return database;
    }

    /** For reading only. The file of a running embedded database is locked: then a copy of it is read, which H2 recovers to its last commit. */
    static <T> T reading(DatabaseAddress address, Function<DataSource, T> work) {
        if (address.kind() != DatabaseAddress.Kind.H2 || !isHeld(address)) {
            return work.apply(open(address));
        }
        Path file = address.file();
        try {
            Path copy = Files.createTempDirectory("fastsmtp-db");
            Path data = copy.resolve(file.getFileName());
            try {
                Files.copy(file, data, StandardCopyOption.REPLACE_EXISTING);
                return work.apply(open(DatabaseAddress.embeddedFile(
                        copy.resolve(file.getFileName().toString().replace(".mv.db", "")))));
            } finally {
                Files.deleteIfExists(data);
                Files.deleteIfExists(copy.resolve(file.getFileName().toString().replace(".mv.db", ".trace.db")));
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            throw Failure.failed("the database of the running server cannot be read: stop it first");
        }
    }

    private static DataSource source(DatabaseAddress address) {
        if (address.kind() == DatabaseAddress.Kind.H2) {
            JdbcDataSource h2 = new JdbcDataSource();
            h2.setURL(address.jdbcUrl());
            h2.setUser(address.user());
            h2.setPassword(address.password());
            return h2;
        }
        PGSimpleDataSource postgresql = new PGSimpleDataSource();
        postgresql.setURL(address.jdbcUrl());
        postgresql.setUser(address.user());
        postgresql.setPassword(address.password());
        postgresql.setConnectTimeout(10);
        return postgresql;
    }

    private static String reason(DatabaseAddress address, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (e.getErrorCode() == LOCKED) {
            return "the embedded database is held by a running server whose API does not answer: wait until it is ready,"
                    + " or stop it";
        }
        if (address.kind() == DatabaseAddress.Kind.H2) {
            return "the embedded database cannot be opened (" + state + "): " + address.file();
        }
        if (state.startsWith("28")) {
            return "PostgreSQL refuses the user or the password of FASTSMTP_DATABASE_URL";
        }
        if (state.equals("3D000")) {
            return "PostgreSQL has no database of the name in FASTSMTP_DATABASE_URL";
        }
        return "PostgreSQL cannot be reached (SQL state " + state + "); see FASTSMTP_DATABASE_URL";
    }
}
