package org.fastsmtp.access;

import javax.sql.DataSource;
import org.fastsmtp.schema.TestDatabase;

class H2AccessTest extends AccessContract {
    @Override
    DataSource database() {
        return TestDatabase.fresh();
    }
}
