package org.fastsmtp.system;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresqlCrashIT extends CrashContract {
    private static Postgresql database;

    @BeforeAll
    static void start() {
        database = new Postgresql();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Override
    Server server() {
        return new Server("crash-postgresql").with("database_url", database.url());
    }

    /** The job {@code cleanup}: it goes on at its checkpoint. */
    @Override
    Runnable cutOff(Server server) {
        return new CleanupRuns(server, new OldDeliveries(database)).cutOff();
    }
}
