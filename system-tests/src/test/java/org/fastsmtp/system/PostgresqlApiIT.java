package org.fastsmtp.system;

import org.junit.jupiter.api.AfterAll;

/** On PostgreSQL. */
class PostgresqlApiIT extends ApiContract {
    private final Postgresql postgresql = new Postgresql();

    @Override
    Server server() {
        return new Server("api-postgresql").with("database_url", postgresql.url());
    }

    @AfterAll
    void closeDatabase() {
        postgresql.close();
    }
}
