package org.fastsmtp.webhook;

/**
 * How large a payload may be, in octets.
 *
 * @param maxInlineAttachment decoded size above which an attachment's content is not inline
 * @param maxPayload serialised size that is never exceeded, save by the skeleton: the keys with the values that are never cut, some
 *     700 octets
 */
public record PayloadLimits(long maxInlineAttachment, long maxPayload) {
    public PayloadLimits {
        if (maxInlineAttachment < 0 || maxPayload < 0) {
            throw new IllegalArgumentException("a limit of a payload must not be negative");
        }
    }
}
