package org.fastsmtp.rule;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import org.fastsmtp.schema.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.postgresql.ds.PGSimpleDataSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresqlRuleChangesTest extends RuleChangesContract {
    private EmbeddedPostgres postgres;
    private PGSimpleDataSource database;

    @BeforeAll
    void start() throws IOException {
        postgres = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
        database = new PGSimpleDataSource();
        database.setUrl(postgres.getJdbcUrl("postgres", "postgres"));
        // As in the server: texts find their way into JSON columns.
        database.setStringType("unspecified");
        new Schema(database).migrate();
    }

    @AfterAll
    void stop() throws IOException {
        postgres.close();
    }

    @Override
    RuleShop shop() {
        return new RuleShop(database);
    }
}
