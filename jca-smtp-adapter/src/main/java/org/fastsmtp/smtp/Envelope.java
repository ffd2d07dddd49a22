package org.fastsmtp.smtp;

import java.util.List;
import java.util.Objects;

/**
 * What MAIL and RCPT said (RFC 5321 section 2.3.1).
 *
 * @param reversePath the sender, possibly null
 * @param recipients every accepted recipient in the order of the commands, repeats included
 * @param eightBit whether BODY=8BITMIME was declared (RFC 6152)
 * @param utf8 whether SMTPUTF8 was declared (RFC 6531)
 */
public record Envelope(ReversePath reversePath, List<EmailAddress> recipients, boolean eightBit, boolean utf8) {
    public Envelope {
        Objects.requireNonNull(reversePath);
        recipients = List.copyOf(recipients);
    }
}
