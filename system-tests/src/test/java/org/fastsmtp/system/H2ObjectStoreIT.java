package org.fastsmtp.system;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class H2ObjectStoreIT extends ObjectStoreContract {
    @BeforeAll
    void prepare() {
        server = prepared("s3-h2");
    }

    @AfterAll
    void stop() {
        end();
    }
}
