package org.fastsmtp.delivery;

import java.io.IOException;
import org.fastsmtp.webhook.RequestBody;

/** Makes the payload of an attempt from what is stored; a text in tests. */
@FunctionalInterface
public interface Payloads {
    /**
     * The caller closes it.
     *
     * @throws IOException the content cannot be read now
     */
    RequestBody of(Delivery delivery) throws IOException;
}
