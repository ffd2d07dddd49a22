package org.fastsmtp.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("finding 9: names have one form")
class DomainNameTest {
    @ParameterizedTest
    @CsvSource({
        "example.com, example.com, example.com",
        "UPPER.Example.COM, upper.example.com, upper.example.com",
        "тест.com, xn--e1aybc.com, тест.com",
        "ТЕСТ.com, xn--e1aybc.com, тест.com",
        "xn--e1aybc.com, xn--e1aybc.com, тест.com",
        "XN--E1AYBC.COM, xn--e1aybc.com, тест.com",
        "bücher.example, xn--bcher-kva.example, bücher.example",
        "BU\u0308CHER.example, xn--bcher-kva.example, bücher.example",
        "straße.example, xn--strae-oqa.example, straße.example",
        "例え。テスト, xn--r8jz45g.xn--zckzah, 例え.テスト",
        "localhost, localhost, localhost",
        "a-b.c1.example, a-b.c1.example, a-b.c1.example",
        "3com.com, 3com.com, 3com.com"
    })
    void every_spelling_becomes_the_one_form(String text, String ascii, String unicode) throws Exception {
        DomainName name = DomainName.parse(text);
        assertThat(name.ascii()).isEqualTo(ascii);
        assertThat(name.unicode()).isEqualTo(unicode);
        assertThat(name).isEqualTo(DomainName.parse(ascii)).hasSameHashCodeAs(DomainName.parse(unicode));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "example.com.",
                ".example.com",
                "a..example.com",
                "-a.example.com",
                "a-.example.com",
                "under_score.example.com",
                "a b.example.com",
                "ab--cd.example.com",
                "xn--.example.com",
                "xn--a.example.com",
                "xn--zzzzzzzzzzzzzzzz99999.com",
                "😀.example.com",
                "xn--e28h.example.com",
                "[127.0.0.1]",
                "127.0.0.1",
                "example.123",
                "a@b.example",
                "*.example.com",
                "a\u0000b.example",
                "a\r\nb.example",
                "\u0640a.example",
                "\u0300a.example"
            })
    void a_malformed_name_is_refused_with_a_reason(String text) {
        assertThatThrownBy(() -> DomainName.parse(text))
                .isInstanceOf(InvalidDomainNameException.class)
                .message()
                .isNotBlank();
    }

    @Test
    void lengths_are_those_of_the_wire() throws Exception {
        String label = "a".repeat(63);
        String longest = String.join(".", label, label, label, "b".repeat(61));
        assertThat(DomainName.parse(longest).ascii()).hasSize(253);
        assertThatThrownBy(() -> DomainName.parse(longest + "b")).hasMessageContaining("253");
        assertThatThrownBy(() -> DomainName.parse("a".repeat(64) + ".com")).hasMessageContaining("63");
        assertThatThrownBy(() -> DomainName.parse("ü".repeat(63) + ".com")).hasMessageContaining("63");
        assertThatThrownBy(() -> DomainName.parse("a.".repeat(50_000) + "com")).hasMessageContaining("253");
    }
}
