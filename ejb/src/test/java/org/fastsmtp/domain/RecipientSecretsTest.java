package org.fastsmtp.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.fastsmtp.settings.Secrets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RecipientSecretsTest {
    private final RecipientSecrets secrets = new RecipientSecrets(new Secrets("test"));

    @Test
    void headers_lie_sealed_and_come_back() {
        String column = secrets.sealHeaders(Map.of("Authorization", "Bearer abc"));

        assertThat(column).startsWith("{\"sealed\":\"").doesNotContain("abc", "Authorization");
        assertThat(secrets.openHeaders(column)).isEqualTo(Map.of("Authorization", "Bearer abc"));
    }

    @Test
    void reads_what_the_original_wrote() {
        assertThat(secrets.openHeaders("{\"X-Token\":\"t\",\"n\":1}")).isEqualTo(Map.of("X-Token", "t"));
        assertThat(secrets.openHeaders("{}")).isEmpty();
        assertThat(secrets.openHeaders("null")).isEmpty();
        assertThat(secrets.openSecret("whsec_abc")).isEqualTo("whsec_abc");
    }

    @Test
    void a_secret_lies_sealed_and_comes_back() {
        assertThat(secrets.sealSecret("whsec_abc")).startsWith("sealed:").doesNotContain("whsec");
        assertThat(secrets.openSecret(secrets.sealSecret("whsec_abc"))).isEqualTo("whsec_abc");
    }

    @Test
    @DisplayName("finding 9: a local part that the database cannot compare comes normalised")
    void normalises_what_is_not_ascii() {
        assertThat(localPart("Bob")).contains("Bob");
        assertThat(localPart("BJO\u0308RN")).contains("bj\u00f6rn");
        assertThat(localPart("*")).isEmpty();
        assertThat(localPart("")).isEmpty();
    }

    private static Optional<String> localPart(String given) {
        return new RecipientDraft(Optional.of(given), "https://example.com/", Map.of(), true, RecipientLimits.NONE)
                .localPart();
    }
}
