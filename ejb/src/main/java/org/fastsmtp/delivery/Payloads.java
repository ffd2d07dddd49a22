package org.fastsmtp.delivery;

import java.io.IOException;
import org.fastsmtp.webhook.RequestBody;

/** Makes the payload of an attempt from what is stored; a text in tests. */
@FunctionalInterface
public interface Payloads {
    /**
     * The caller closes it.
     *
     * @throws NotYetException the delivery must wait: an attempt that failed before any HTTP
     * @throws IOException the content cannot be read now
     */
    RequestBody of(Delivery delivery) throws IOException;

    /** What must be done before the payload may leave is not done. The text is for the client. */
    final class NotYetException extends IOException {
        NotYetException(String text) {
            super(text);
        }
    }
}
