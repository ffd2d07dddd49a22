package org.fastsmtp.system;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/** A real PostgreSQL on a free port of loopback, able to take part in XA unless told otherwise. */
final class Postgresql implements AutoCloseable {
    private final EmbeddedPostgres postgres;

    Postgresql() {
        this(64);
    }

    Postgresql(int preparedTransactions) {
        this(EmbeddedPostgres.builder(), preparedTransactions);
    }

    /** On the data directory of another one, or a copy of it, which stays. */
    static Postgresql on(Path data) {
        return new Postgresql(EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false), 64);
    }

    private Postgresql(EmbeddedPostgres.Builder builder, int preparedTransactions) {
        try {
            postgres = builder.setServerConfig("max_prepared_transactions", String.valueOf(preparedTransactions))
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
