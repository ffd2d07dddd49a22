package org.fastsmtp.intake;

import javax.sql.DataSource;
import org.fastsmtp.schema.TestDatabase;

class H2FingerprintsTest extends FingerprintsContract {
    @Override
    DataSource database() {
        return TestDatabase.fresh();
    }
}
