package org.fastsmtp.webhook;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The octets of one request: JSON in UTF-8. Read once to sign and once to send, the same both times. */
public interface RequestBody extends Closeable {
    /** Octets in all. */
    long size();

    /** A new stream from the first octet; the caller closes it. */
    InputStream open() throws IOException;

    static RequestBody of(String json) {
        byte[] octets = json.getBytes(StandardCharsets.UTF_8);
        return new RequestBody() {
            @Override
            public long size() {
                return octets.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(octets);
            }

            @Override
            public void close() {}
        };
    }
}
