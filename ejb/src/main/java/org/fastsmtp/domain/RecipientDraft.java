package org.fastsmtp.domain;

import java.text.Normalizer;
import java.util.Map;
import java.util.Optional;

/**
 * What can be set of a recipient.
 *
 * @param localPart empty: the catch-all
 * @param webhookUrl in normal form
 * @param headers sent with every attempt, credentials among them
 */
public record RecipientDraft(
        Optional<String> localPart,
        String webhookUrl,
        Map<String, String> headers,
        boolean isEnabled,
        RecipientLimits limits) {
    public RecipientDraft {
        localPart =
                localPart.filter(part -> !part.isEmpty() && !part.equals("*")).map(RecipientDraft::stored);
    }

    public RecipientDraft withLocalPart(Optional<String> changed) {
        return new RecipientDraft(changed, webhookUrl, headers, isEnabled, limits);
    }

    public RecipientDraft withWebhookUrl(String changed) {
        return new RecipientDraft(localPart, changed, headers, isEnabled, limits);
    }

    public RecipientDraft withHeaders(Map<String, String> changed) {
        return new RecipientDraft(localPart, webhookUrl, changed, isEnabled, limits);
    }

    public RecipientDraft withEnabled(boolean changed) {
        return new RecipientDraft(localPart, webhookUrl, headers, changed, limits);
    }

    public RecipientDraft withLimits(RecipientLimits changed) {
        return new RecipientDraft(localPart, webhookUrl, headers, isEnabled, changed);
    }

    /** ASCII stays as typed and is compared by the database in lower case; what the database could not compare alike comes normalised. */
    private static String stored(String localPart) {
        String composed = Normalizer.normalize(localPart, Normalizer.Form.NFC);
        return composed.chars().allMatch(c -> c < 0x80) ? composed : LocalPart.normalise(composed);
    }

    @Override
    public String toString() {
        return "RecipientDraft[" + localPart.orElse("*") + "]";
    }
}
