package org.fastsmtp.access;

import javax.sql.DataSource;
import org.fastsmtp.schema.TestPostgresql;
import org.junit.jupiter.api.AfterAll;

class PostgresqlAccessTest extends AccessContract {
    private final TestPostgresql postgresql = new TestPostgresql();

    @Override
    DataSource database() {
        return postgresql.database();
    }

    @AfterAll
    void end() {
        postgresql.close();
    }
}
