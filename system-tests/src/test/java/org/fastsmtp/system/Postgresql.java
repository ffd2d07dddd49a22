package org.fastsmtp.system;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** A real PostgreSQL on a free port of loopback, able to take part in XA unless told otherwise. */
final class Postgresql implements AutoCloseable {
    private final EmbeddedPostgres postgres;

    Postgresql() {
        this(64);
    }

    Postgresql(int preparedTransactions) {
        try {
            postgres = EmbeddedPostgres.builder()
                    .setServerConfig("max_prepared_transactions", String.valueOf(preparedTransactions))
                    .setServerConfig("max_connections", "120")
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the original's form. */
    String url() {
        return "postgresql+asyncpg://postgres:postgres@127.0.0.1:" + postgres.getPort() + "/postgres";
    }

    EmbeddedPostgres server() {
        return postgres;
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
