package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PostgresqlRefusalIT {
    @Test
    void a_postgresql_without_prepared_transactions_is_refused_with_what_to_set() throws InterruptedException {
        try (Postgresql database = new Postgresql(0);
                Server server = new Server("refusal").with("database_url", database.url())) {
            server.launch();
            assertThat(server.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(server.process().exitValue()).isEqualTo(1);
            assertThat(server.output())
                    .contains("set max_prepared_transactions = 100 in postgresql.conf and restart PostgreSQL");
        }
    }
}
