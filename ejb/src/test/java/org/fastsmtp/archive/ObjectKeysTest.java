package org.fastsmtp.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectKeysTest {
    private static final UUID MAIL = UUID.fromString("00000000-0000-0000-0000-00000000000a");

    @Test
    void a_key_begins_and_ends_as_the_contract_says() {
        assertThat(ObjectKeys.attachment(
                        "/attachments/", "example.com", MAIL, "<m 1@example.org>", 2, "annual report.pdf"))
                .isEqualTo("attachments/example.com/m_1@example.org/" + MAIL + "/2/annual_report.pdf");
        assertThat(ObjectKeys.raw("raw", "example.com", MAIL, "<m@example.org>", Instant.parse("2026-01-02T23:59:59Z")))
                .isEqualTo("raw/example.com/2026/01/02/m@example.org_" + MAIL + ".eml");
        assertThat(ObjectKeys.attachment("", "d", MAIL, "m", 0, "f")).startsWith("d/m/");
    }

    @DisplayName("finding 13: the same name twice does not overwrite")
    @Test
    void the_same_file_name_or_message_id_twice_are_two_keys() {
        UUID other = UUID.randomUUID();
        assertThat(ObjectKeys.attachment("p", "d", MAIL, "m", 0, "a"))
                .isNotEqualTo(ObjectKeys.attachment("p", "d", MAIL, "m", 1, "a"))
                .isNotEqualTo(ObjectKeys.attachment("p", "d", other, "m", 0, "a"));
        assertThat(ObjectKeys.raw("p", "d", MAIL, "m", Instant.EPOCH))
                .isNotEqualTo(ObjectKeys.raw("p", "d", other, "m", Instant.EPOCH));
    }

    @ParameterizedTest
    @CsvSource({
        "../../etc/passwd, etc_passwd",
        "..,unnamed",
        "'. . /',unnamed",
        "a/b\\c, a_bc",
        "a..b, a.b",
        "'  spaced \t  out__  ', spaced_out",
        "'<>\"|?*', unnamed",
        "'', unnamed",
        "r%2e%2e#x?.txt, r2e2ex.txt",
        "Grüße.pdf, Grüße.pdf"
    })
    void no_text_leaves_its_segment(String text, String clean) {
        assertThat(ObjectKeys.clean(text)).isEqualTo(clean);
    }

    @Test
    void controls_directions_and_half_characters_vanish() {
        assertThat(ObjectKeys.clean("a\u0000\u202Eb\uD800c\u007F")).isEqualTo("abc");
    }

    @Test
    void a_key_of_the_longest_texts_is_within_the_limit_of_s3_and_keeps_the_ending() {
        String key = ObjectKeys.attachment(
                "attachments", "x".repeat(255), MAIL, "ü".repeat(5000), 999, "€".repeat(5000) + ".pdf");
        assertThat(key.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(1024);
        assertThat(key).endsWith("€.pdf");
    }
}
