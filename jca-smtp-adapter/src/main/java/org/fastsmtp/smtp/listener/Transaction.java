package org.fastsmtp.smtp.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fastsmtp.smtp.EmailAddress;
import org.fastsmtp.smtp.Envelope;
import org.fastsmtp.smtp.ReversePath;

/** From MAIL to the end of its content. Whoever drops it closes it. */
final class Transaction implements AutoCloseable {
    private final ReversePath reversePath;
    private final boolean eightBit;
    private final boolean utf8;
    private final long declaredSize;
    private final List<EmailAddress> recipients = new ArrayList<>(2);
    private Optional<IncomingContent> content = Optional.empty();

    Transaction(ReversePath reversePath, boolean eightBit, boolean utf8, long declaredSize) {
        this.reversePath = reversePath;
        this.eightBit = eightBit;
        this.utf8 = utf8;
        this.declaredSize = declaredSize;
    }

    void add(EmailAddress recipient) {
        recipients.add(recipient);
    }

    int recipients() {
        return recipients.size();
    }

    ReversePath reversePath() {
        return reversePath;
    }

    Envelope envelope() {
        return new Envelope(reversePath, recipients, eightBit, utf8);
    }

    /** What SIZE= said, 0 when it said nothing. */
    long declaredSize() {
        return declaredSize;
    }

    /** Present once content has begun to come. */
    Optional<IncomingContent> content() {
        return content;
    }

    IncomingContent begin(IncomingContent incoming) {
        content = Optional.of(incoming);
        return incoming;
    }

    @Override
    public void close() {
        content.ifPresent(IncomingContent::close);
    }
}
