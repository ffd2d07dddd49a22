package org.fastsmtp.webhook;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.fastsmtp.message.Attachment;

/**
 * What a payload says beside the message: one delivery's facts.
 *
 * @param deliveryId equal to the idempotency key
 * @param envelopeFrom the reverse-path; the null sender as {@code <>} or empty
 * @param envelopeTo the accepted recipients of the receiving domain only (finding 12), in order
 * @param recipient the address as the client gave it
 * @param tags from rules, in order, without repeats
 * @param rawMessage the block of CONTRACT section 3.5, where the raw mail is archived
 * @param places decides for each attachment
 */
public record PayloadFacts(
        String deliveryId,
        String envelopeFrom,
        List<String> envelopeTo,
        String recipient,
        Arrival arrival,
        Verdicts verdicts,
        List<String> tags,
        Optional<JsonObject> rawMessage,
        Function<Attachment, AttachmentPlace> places) {

    public PayloadFacts {
        Objects.requireNonNull(deliveryId);
        envelopeFrom = envelopeFrom.isEmpty() ? "<>" : envelopeFrom;
        envelopeTo = List.copyOf(envelopeTo);
        Objects.requireNonNull(recipient);
        Objects.requireNonNull(arrival);
        Objects.requireNonNull(verdicts);
        tags = List.copyOf(tags);
        Objects.requireNonNull(rawMessage);
        Objects.requireNonNull(places);
    }

    /**
     * How the mail came.
     *
     * @param clientIp without brackets or zone
     * @param helo as given, empty when none was
     * @param tls protocol and cipher suite, where the session was encrypted
     */
    public record Arrival(String clientIp, String helo, Optional<Tls> tls, Instant receivedAt) {
        public Arrival {
            Objects.requireNonNull(clientIp);
            Objects.requireNonNull(helo);
            Objects.requireNonNull(tls);
            Objects.requireNonNull(receivedAt);
        }
    }

    /** What the handshake agreed on, as JSSE names it. */
    public record Tls(String protocol, String cipherSuite) {
        public Tls {
            Objects.requireNonNull(protocol);
            Objects.requireNonNull(cipherSuite);
        }
    }

    /**
     * Who sent it, in the words of CONTRACT section 2.6.
     *
     * @param detail all mechanisms with domains, alignment and reasons
     */
    public record Verdicts(
            String dkimResult,
            Optional<String> dkimDomain,
            String spfResult,
            Optional<String> spfDomain,
            Optional<JsonObject> detail) {
        /** Nothing was checked. */
        public static final Verdicts NONE =
                new Verdicts("none", Optional.empty(), "none", Optional.empty(), Optional.empty());

        public Verdicts {
            Objects.requireNonNull(dkimResult);
            Objects.requireNonNull(dkimDomain);
            Objects.requireNonNull(spfResult);
            Objects.requireNonNull(spfDomain);
            Objects.requireNonNull(detail);
        }
    }
}
