package org.fastsmtp.webhook;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.fastsmtp.message.Message;

/** Writes the JSON that a receiver gets (CONTRACT sections 3.1 to 3.4 and 12). */
public final class PayloadWriter {
    private final Path spoolDirectory;

    /** @param spoolDirectory where payloads above 1 MiB lie while they are sent; it must exist */
    public PayloadWriter(Path spoolDirectory) {
        this.spoolDirectory = Objects.requireNonNull(spoolDirectory);
    }

    /**
     * The result is valid JSON in UTF-8 whatever the message holds, within {@code limits}. The caller closes it.
     *
     * @throws IOException when the message cannot be read or the payload not be spooled
     */
    public PayloadBody write(Message message, PayloadFacts facts, PayloadLimits limits) throws IOException {
        throw new UnsupportedOperationException("follows: " + spoolDirectory);
    }
}
