package org.fastsmtp.smtp.limit;

import java.util.Objects;

/**
 * How much one network may ask for (CONTRACT section 2.5). A limit of 0 is no limit; {@code enabled=false} switches all of them off.
 *
 * @param connectionsPerMinute connections of one network
 * @param sessionsAtOnce sessions of one network at the same time
 * @param mailsPerMinute mails of one network
 * @param recipientsPerMinute recipients of one network, refused ones included: they cost a look-up too
 * @param bytesPerMinute octets of content of one network
 * @param mailsPerSenderDomain mails a minute of one domain in MAIL FROM
 * @param recipientsPerDomain recipients a minute of one domain in RCPT TO
 * @param networksRemembered how many networks are counted at once; the least used is forgotten first
 * @param exempt networks without any limit
 */
public record LimitSettings(
        boolean enabled,
        int connectionsPerMinute,
        int sessionsAtOnce,
        int mailsPerMinute,
        int recipientsPerMinute,
        long bytesPerMinute,
        int mailsPerSenderDomain,
        int recipientsPerDomain,
        int networksRemembered,
        NetworkSet exempt) {
    public LimitSettings {
        Objects.requireNonNull(exempt);
    }

    /** Those of the contract where it has some. */
    public static LimitSettings defaults() {
        return new LimitSettings(true, 30, 50, 60, 0, 0, 0, 0, 50_000, NetworkSet.NONE);
    }

    public static LimitSettings none() {
        return new LimitSettings(false, 0, 0, 0, 0, 0, 0, 0, 50_000, NetworkSet.NONE);
    }
}
