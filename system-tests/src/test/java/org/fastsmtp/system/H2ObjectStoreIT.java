package org.fastsmtp.system;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class H2ObjectStoreIT extends ObjectStoreContract {
    @BeforeAll
    void prepare() {
        server = prepared("s3-h2");
    }

    @AfterAll
    void stop() {
        end();
    }

    @Test
    void a_store_that_never_answers_holds_a_delivery_for_a_while_only() {
        s3.freeze();
        try {
            send("<frozen@b>");
            isFallback(attachment(payload()));
        } finally {
            s3.thaw();
        }
        isUsedAgain();
    }
}
