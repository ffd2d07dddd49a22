package org.fastsmtp.schema;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL of one test class, with the schema of this version. */
public final class TestPostgresql implements AutoCloseable {
    private final EmbeddedPostgres postgres;
    private final PGSimpleDataSource database = new PGSimpleDataSource();

    public TestPostgresql() {
        try {
            postgres = EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        database.setUrl(postgres.getJdbcUrl("postgres", "postgres"));
        // As in the server: texts find their way into JSON columns.
        database.setStringType("unspecified");
        new Schema(database).migrate();
    }

    public DataSource database() {
        return database;
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
