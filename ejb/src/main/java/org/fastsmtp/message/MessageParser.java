package org.fastsmtp.message;

import java.io.IOException;
import java.util.Objects;
import java.util.UUID;
import org.fastsmtp.smtp.Content;

/**
 * Takes a mail's content apart, in one pass, in time and memory bounded by its {@link MessageLimits}. There is no content that it
 * refuses: what is broken is repaired or arrives as it is.
 */
public final class MessageParser {
    private final MessageLimits limits;

    public MessageParser(MessageLimits limits) {
        this.limits = Objects.requireNonNull(limits);
    }

    /**
     * The message is a view: it reads {@code content} again where it is asked for bodies and attachments, so it lives as long as that.
     *
     * @param mailId of which the Message-ID is made where the mail has none
     * @throws IOException only when the content cannot be read
     */
    public Message parse(Content content, UUID mailId) throws IOException {
        Octets octets = Octets.of(content, limits.memoryThreshold());
        PartScanner scanner = new PartScanner(octets, limits);
        scanner.scan();
        return new Message(octets, scanner.headers(), Leaves.arrange(scanner.leaves(), octets), mailId);
    }
}
