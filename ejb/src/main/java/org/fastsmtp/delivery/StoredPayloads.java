package org.fastsmtp.delivery;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.IDN;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.fastsmtp.archive.StoredMail;
import org.fastsmtp.authentication.Verdicts;
import org.fastsmtp.json.Json;
import org.fastsmtp.message.Attachment;
import org.fastsmtp.message.Message;
import org.fastsmtp.message.MessageParser;
import org.fastsmtp.rule.Decision;
import org.fastsmtp.webhook.AttachmentPlace;
import org.fastsmtp.webhook.PayloadBody;
import org.fastsmtp.webhook.PayloadFacts;
import org.fastsmtp.webhook.PayloadLimits;
import org.fastsmtp.webhook.PayloadWriter;
import org.fastsmtp.webhook.RequestBody;

/** The payload as a view: made at the attempt, and at each look in the log, from the stored content, the verdicts and the decision. */
public final class StoredPayloads implements Payloads {
    /** In the decision of a delivery: whether its recipient asked for the raw mail in S3. */
    public static final String ARCHIVE_RAW = "archive_raw";

    /** While its payload is made, a mail costs some times its size; the payload itself waits in a file. */
    private static final long LARGE = 256 * 1024;

    private static final int LARGE_AT_ONCE = 4;

    private final Semaphore large = new Semaphore(LARGE_AT_ONCE);

    private final MessageParser parser;
    private final PayloadWriter writer;
    private final PayloadLimits limits;
    private final Places places;

    /** Where attachments and the raw mail of a delivery lie, when not in the payload; URLs are made fresh for each look. */
    @FunctionalInterface
    public interface Places {
        /**
         * @throws Payloads.NotYetException the payload must wait for something
         * @throws IOException the content cannot be read now
         */
        Stored of(Delivery delivery, Message message) throws IOException;

        /** Everything is inline. */
        static Places inline() {
            return (delivery, message) -> Stored.INLINE;
        }
    }

    /** @param rawMessage the block of CONTRACT section 3.5 */
    public record Stored(Optional<JsonObject> rawMessage, Function<Attachment, AttachmentPlace> attachments) {
        static final Stored INLINE = new Stored(Optional.empty(), attachment -> AttachmentPlace.INLINE);
    }

    public StoredPayloads(MessageParser parser, PayloadWriter writer, PayloadLimits limits, Places places) {
        this.parser = Objects.requireNonNull(parser);
        this.writer = Objects.requireNonNull(writer);
        this.limits = Objects.requireNonNull(limits);
        this.places = Objects.requireNonNull(places);
    }

    @Override
    public RequestBody of(Delivery delivery) throws IOException {
        if (delivery.mail().content().size() <= LARGE) {
            return body(delivery);
        }
        large.acquireUninterruptibly();
        try {
            return body(delivery);
        } finally {
            large.release();
        }
    }

    private RequestBody body(Delivery delivery) throws IOException {
        StoredMail mail = delivery.mail();
        Message message = parser.parse(mail.content(), mail.id());
        return new Body(writer.write(message, facts(delivery, message), limits));
    }

    private PayloadFacts facts(Delivery delivery, Message message) throws IOException {
        StoredMail mail = delivery.mail();
        String domain = domain(delivery.recipient());
        // Only addresses of the receiving domain: others are other tenants' or Bcc (finding 12).
        List<String> envelopeTo = mail.envelopeTo().stream()
                .filter(address -> domain(address).equals(domain))
                .toList();
        Stored stored = places.of(delivery, message);
        return new PayloadFacts(
                delivery.id().toString(),
                mail.reversePath(),
                envelopeTo,
                delivery.recipient(),
                new PayloadFacts.Arrival(
                        mail.clientIp(), mail.helo(), mail.tls().map(StoredPayloads::tls), mail.receivedAt()),
                verdicts(delivery),
                Decision.fromJson(json(delivery.decision())).tags(),
                stored.rawMessage(),
                stored.attachments());
    }

    /** The result words are the delivery's: a domain may have a check switched off. */
    private static PayloadFacts.Verdicts verdicts(Delivery delivery) {
        JsonObject detail = json(delivery.mail().verdicts());
        Verdicts verdicts = Verdicts.fromJson(detail);
        return new PayloadFacts.Verdicts(
                delivery.dkimResult(),
                delivery.dkimResult().equals("none") ? Optional.empty() : verdicts.dkimDomain(),
                delivery.spfResult(),
                delivery.spfResult().equals("none") ? Optional.empty() : verdicts.spfDomain(),
                Optional.of(detail));
    }

    private static PayloadFacts.Tls tls(String stored) {
        int space = stored.indexOf(' ');
        return space < 0
                ? new PayloadFacts.Tls(stored, "")
                : new PayloadFacts.Tls(stored.substring(0, space), stored.substring(space + 1));
    }

    private static String domain(String address) {
        String domain = address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        try {
            return IDN.toASCII(domain).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return domain;
        }
    }

    static JsonObject json(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    private record Body(PayloadBody payload) implements RequestBody {
        @Override
        public long size() {
            return payload.size();
        }

        @Override
        public InputStream open() throws IOException {
            return payload.open();
        }

        @Override
        public void close() throws IOException {
            payload.close();
        }
    }
}
