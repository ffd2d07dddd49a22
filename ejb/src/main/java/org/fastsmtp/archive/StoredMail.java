package org.fastsmtp.archive;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.smtp.Content;

/**
 * A mail as row: stored once, whatever the number of its deliveries.
 *
 * @param envelopeTo accepted recipients as typed, in order
 * @param sha256 of the content, hex
 * @param verdicts sender authentication in detail, JSON text
 */
public record StoredMail(
        UUID id,
        Instant receivedAt,
        String session,
        String clientIp,
        String helo,
        Optional<String> tls,
        String reversePath,
        List<String> envelopeTo,
        String messageId,
        boolean messageIdGenerated,
        String sha256,
        String verdicts,
        Content content) {
    public StoredMail {
        Objects.requireNonNull(id);
        Objects.requireNonNull(receivedAt);
        Objects.requireNonNull(tls);
        envelopeTo = List.copyOf(envelopeTo);
        Objects.requireNonNull(content);
    }
}
