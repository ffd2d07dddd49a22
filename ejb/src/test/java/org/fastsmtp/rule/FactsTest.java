package org.fastsmtp.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FactsTest {
    @Test
    void the_body_is_both_texts_stripped_and_cut_by_characters() {
        assertThat(Facts.body(" text\r\n", "<p>html</p>\n", 100)).isEqualTo("text\r\n\n<p>html</p>");
        assertThat(Facts.body("text", "", 100)).isEqualTo("text");
        assertThat(Facts.body("", "html", 2)).isEqualTo("ht");
        assertThat(Facts.body("\ud83d\ude00\ud83d\ude01\ud83d\ude02", "", 2)).isEqualTo("\ud83d\ude00\ud83d\ude01");
    }
}
