package org.fastsmtp.domain;

import javax.sql.DataSource;
import org.fastsmtp.schema.TestDatabase;

class H2DomainTest extends DomainContract {
    @Override
    DataSource database() {
        return TestDatabase.fresh();
    }
}
