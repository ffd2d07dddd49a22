package org.fastsmtp.delivery;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.fastsmtp.archive.MailRows;
import org.fastsmtp.archive.StoredMail;
import org.fastsmtp.message.Attachment;
import org.fastsmtp.message.MessageParser;

/** The mail of a delivery as it came, for whoever may look at it: whole, or one of its attachments. Read piece by piece. */
public final class MailView {
    private final DeliveryReading reading;
    private final MailRows mails;
    private final MessageParser parser;

    public MailView(DataSource database, MessageParser parser) {
        this.reading = new DeliveryReading(database);
        this.mails = new MailRows(database);
        this.parser = Objects.requireNonNull(parser);
    }

    /** Something of the content is no longer there. */
    public static final class GoneException extends Exception {
        GoneException(UUID mailId) {
            super("mail " + mailId + " is not whole");
        }
    }

    /** @return empty when there is no such delivery */
    public Optional<StoredMail> of(UUID deliveryId) throws SQLException, GoneException {
        Optional<StoredMail> mail = reading.read(deliveryId).map(Delivery::mail);
        if (mail.isPresent()
                && !mails.isWhole(mail.get().id(), mail.get().content().size())) {
            throw new GoneException(mail.get().id());
        }
        return mail;
    }

    /** @param place in the payload's list, from 0 @return empty when there is no such delivery or attachment */
    public Optional<Attachment> attachment(UUID deliveryId, int place) throws SQLException, GoneException, IOException {
        Optional<StoredMail> mail = of(deliveryId);
        if (mail.isEmpty()) {
            return Optional.empty();
        }
        List<Attachment> attachments =
                parser.parse(mail.get().content(), mail.get().id()).attachments();
        return place < attachments.size() ? Optional.of(attachments.get(place)) : Optional.empty();
    }
}
