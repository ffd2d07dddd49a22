package org.fastsmtp.authentication;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import org.fastsmtp.smtp.Content;
import org.fastsmtp.smtp.ReversePath;

/**
 * Judges who sent a mail. Blocks its caller for DNS, never longer than the budget: for consumers, and for the final dot of domains that
 * refuse mail by its verdict; never for a thread that accepts connections (finding 17).
 */
public final class SenderAuthentication {
    /**
     * @param budget for all look-ups of one mail; what is not answered by then is {@code temperror}
     * @param signatures how many DKIM signatures of one mail are verified
     */
    public record Options(Duration budget, int signatures) {
        public static final Options DEFAULT = new Options(Duration.ofSeconds(20), 8);
    }

    public SenderAuthentication(Dns dns, PublicSuffixes suffixes, Clock clock, Options options) {}

    /**
     * Reads the content once, as a stream: memory does not depend on the size of the body.
     *
     * @param client the real client address
     * @param helo the name given with HELO or EHLO; empty if none
     * @throws IOException when the content cannot be read
     */
    public Verdicts check(InetAddress client, String helo, ReversePath sender, Content content, Checks which)
            throws IOException {
        return Verdicts.UNCHECKED;
    }
}
