package org.fastsmtp.schema;

import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** A fresh in-memory H2 database with the schema of this version, for unit tests. */
public final class TestDatabase {
    private TestDatabase() {}

    public static DataSource fresh() {
        DataSource database = JdbcConnectionPool.create(
                "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;NON_KEYWORDS=VALUE", "sa", "");
        new Schema(database).migrate();
        return database;
    }
}
