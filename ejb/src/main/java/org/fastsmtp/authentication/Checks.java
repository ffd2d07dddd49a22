package org.fastsmtp.authentication;

/**
 * What to check: the global settings {@code smtp_verify_spf} and {@code smtp_verify_dkim} after those of the domain. DMARC builds on both
 * and is judged when at least one is on.
 */
public record Checks(boolean spf, boolean dkim) {
    public static final Checks ALL = new Checks(true, true);
    public static final Checks NONE = new Checks(false, false);

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return !spf && !dkim;
    }
}
