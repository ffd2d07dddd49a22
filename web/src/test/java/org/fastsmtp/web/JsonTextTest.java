package org.fastsmtp.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"a\":1}",
                "{\"a\":[1,2.5,-3,1.0E2,true,false,null,\"x\\u00e4\\n\"]}",
                "\"\"",
                "0",
                "-0.5"
            })
    void reads_what_is_json(String text) throws Exception {
        assertThat(read(text).toString())
                .isEqualTo(text.replace("1.0E2", "100.0").replace("\\u00e4", "ä"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{                  | Expecting property name enclosed in double quotes | 1",
                "{a                 | Expecting property name enclosed in double quotes | 1",
                "{\"a\"             | Expecting ':' delimiter | 4",
                "{\"a\":            | Expecting value | 5",
                "{\"a\":1           | Expecting ',' delimiter | 6",
                "{\"a\":1,}         | Expecting property name enclosed in double quotes | 7",
                "[1,]               | Expecting value | 3",
                "[1 2]              | Expecting ',' delimiter | 3",
                "{\"a\":\"b         | Unterminated string starting at | 5",
                "\"\\x\"            | Invalid \\escape | 1",
                "\"\\u12g4\"        | Invalid \\uXXXX escape | 3",
                "{} {}              | Extra data | 3",
                "nul                | Expecting value | 0",
                "NaN                | Expecting value | 0",
                "01                 | Extra data | 1",
                "-                  | Expecting value | 0",
                "not json           | Expecting value | 0",
            })
    void says_where_and_why_it_is_not(String text, String reason, int offset) {
        JsonText.Malformed fault = catchThrowableOfType(JsonText.Malformed.class, () -> read(text));

        assertThat(fault.getMessage()).isEqualTo(reason);
        assertThat(fault.offset()).isEqualTo(offset);
    }

    @Test
    void refuses_a_bomb_of_nesting_and_of_digits() {
        assertThatThrownBy(() -> read("[".repeat(100_000))).isInstanceOf(JsonText.Unreadable.class);
        assertThatThrownBy(() -> read("{\"a\":".repeat(5000))).isInstanceOf(JsonText.Unreadable.class);
        assertThatThrownBy(() -> read("9".repeat(10_000))).isInstanceOf(JsonText.Unreadable.class);
        assertThatThrownBy(() -> read("1e999999999")).isInstanceOf(JsonText.Unreadable.class);
    }

    @Test
    void refuses_octets_that_are_not_utf_8() {
        assertThatThrownBy(() -> JsonText.read(new byte[] {'"', (byte) 0xff, '"'}))
                .isInstanceOf(JsonText.Unreadable.class);
    }

    @Test
    void reads_behind_a_byte_order_mark() throws Exception {
        assertThat(read("\uFEFF{}").toString()).isEqualTo("{}");
    }

    private static Object read(String text) throws JsonText.Malformed, JsonText.Unreadable {
        return JsonText.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
