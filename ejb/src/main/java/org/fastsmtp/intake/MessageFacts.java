package org.fastsmtp.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.fastsmtp.authentication.Verdicts;
import org.fastsmtp.message.Message;
import org.fastsmtp.rule.Facts;
import org.fastsmtp.rule.Field;
import org.fastsmtp.smtp.EmailAddress;
import org.fastsmtp.smtp.Mail;

/**
 * What the rules of one domain see of one mail: the same decoded values that its payload shows, looked up only when a rule asks. Of the
 * envelope they see their own domain's recipients: the others may be blind copies and belong to somebody else (finding 12).
 */
final class MessageFacts implements Facts {
    private final Mail mail;
    private final Message message;
    private final Verdicts verdicts;
    private final String domain;
    private final int bodyCharacters;

    /** @param domain the receiving domain, A-label in lower case */
    MessageFacts(Mail mail, Message message, Verdicts verdicts, String domain, int bodyCharacters) {
        this.mail = Objects.requireNonNull(mail);
        this.message = Objects.requireNonNull(message);
        this.verdicts = Objects.requireNonNull(verdicts);
        this.domain = Objects.requireNonNull(domain);
        this.bodyCharacters = bodyCharacters;
    }

    @Override
    public List<String> values(Field field) {
        return switch (field.kind()) {
            case FROM -> message.all("From");
            case TO -> message.all("To");
            case CC -> message.all("Cc");
            case REPLY_TO -> message.all("Reply-To");
            case SUBJECT -> message.all("Subject");
            case HEADER -> message.all(field.header());
            case BODY -> List.of(body());
            case HAS_ATTACHMENT -> List.of(String.valueOf(!message.attachments().isEmpty()));
            case ATTACHMENT_COUNT ->
                List.of(String.valueOf(message.attachments().size()));
            case SIZE -> List.of(String.valueOf(mail.content().size()));
            case DKIM_RESULT -> List.of(verdicts.dkimResult());
            case SPF_RESULT -> List.of(verdicts.spfResult());
            case DMARC_RESULT -> List.of(verdicts.dmarcResult());
            case CLIENT_IP -> List.of(mail.origin().address().getHostAddress());
            case ENVELOPE_FROM -> List.of(mail.envelope().reversePath().toString());
            case ENVELOPE_TO ->
                mail.envelope().recipients().stream()
                        .filter(address -> address.domain().equals(domain))
                        .map(EmailAddress::text)
                        .toList();
        };
    }

    private String body() {
        try {
            return Facts.body(message.text(bodyCharacters), message.html(bodyCharacters), bodyCharacters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
