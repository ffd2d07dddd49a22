package org.fastsmtp.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {
    private final Faults faults = new Faults();

    @Test
    void tells_all_faults_together_with_place_input_and_limits() {
        Fields body = body("{\"name\":\"\",\"priority\":1001,\"flag\":\"maybe\"}");
        body.requiredString("name", 1, 255);
        body.optionalInteger("priority", 0, 1000);
        body.optionalBool("flag");
        body.requiredUuid("user_id");

        assertThat(faultsOf(faults::check))
                .containsExactly(
                        "{\"type\":\"string_too_short\",\"loc\":[\"body\",\"name\"],\"msg\":\"String should have at least 1"
                                + " character\",\"input\":\"\",\"ctx\":{\"min_length\":1}}",
                        "{\"type\":\"less_than_equal\",\"loc\":[\"body\",\"priority\"],\"msg\":\"Input should be less than"
                                + " or equal to 1000\",\"input\":1001,\"ctx\":{\"le\":1000}}",
                        "{\"type\":\"bool_parsing\",\"loc\":[\"body\",\"flag\"],\"msg\":\"Input should be a valid boolean,"
                                + " unable to interpret input\",\"input\":\"maybe\"}",
                        "{\"type\":\"missing\",\"loc\":[\"body\",\"user_id\"],\"msg\":\"Field required\",\"input\":"
                                + "{\"name\":\"\",\"priority\":1001,\"flag\":\"maybe\"}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "1", "1.0", "\"yes\"", "\"ON\"", "\"t\"", "\"y\"", "\"True\""})
    void reads_what_counts_as_true(String value) {
        assertThat(body("{\"x\":" + value + "}").optionalBool("x")).contains(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "0", "\"no\"", "\"off\"", "\"F\"", "\"n\""})
    void reads_what_counts_as_false(String value) {
        assertThat(body("{\"x\":" + value + "}").optionalBool("x")).contains(false);
    }

    @ParameterizedTest(name = "{0} is refused as {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null   | bool_type",
                "[]     | bool_type",
                "2      | bool_parsing",
                "\"\"   | bool_parsing",
            })
    void refuses_what_is_no_boolean(String value, String type) {
        body("{\"x\":" + value + "}").optionalBool("x");

        assertThat(typeOf(faults)).isEqualTo(type);
    }

    @ParameterizedTest(name = "{0} is refused as {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null        | string_type",
                "5           | string_type",
                "true        | string_type",
                "{}          | string_type",
                "\"abcd\"    | string_too_long",
                "\"\"        | string_too_short",
                "\"\\ud800\" | string_unicode",
                "\"\\u0000\" | value_error",
            })
    void refuses_what_is_no_text_of_the_length(String value, String type) {
        body("{\"x\":" + value + "}").requiredString("x", 1, 3);

        assertThat(typeOf(faults)).isEqualTo(type);
    }

    @Test
    void counts_characters_not_code_units() {
        body("{\"x\":\"😀😀😀\"}").requiredString("x", 1, 3);

        assertThatCode(faults::check).doesNotThrowAnyException();
    }

    @ParameterizedTest(name = "{0} is refused as {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null   | int_type",
                "[]     | int_type",
                "\"x\"  | int_parsing",
                "\"\"   | int_parsing",
                "1.5    | int_from_float",
                "-1     | greater_than_equal",
                "11     | less_than_equal",
                "99999999999999999999999999 | less_than_equal",
            })
    void refuses_what_is_no_integer_in_the_range(String value, String type) {
        body("{\"x\":" + value + "}").optionalInteger("x", 0, 10);

        assertThat(typeOf(faults)).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "7.0", "\"7\"", "\" 7 \"", "\"+7\""})
    void reads_integers_as_leniently_as_ever(String value) {
        assertThat(body("{\"x\":" + value + "}").optionalInteger("x", 0, 10)).contains(7);
    }

    @Test
    void tells_absent_from_null() {
        Fields body = body("{\"a\":null}");

        assertThat(body.nullableString("a", 0, 9)).isEmpty();
        assertThat(body.nullableString("b", 0, 9)).isEmpty();
        assertThat(body.has("a")).isTrue();
        assertThat(body.has("b")).isFalse();
        assertThatCode(faults::check).doesNotThrowAnyException();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not-a-uuid | invalid character: expected an optional prefix of `urn:uuid:` followed by [0-9a-fA-F-], found `n` at 1",
                "abc        | invalid length: expected length 32 for simple format, found 3",
                "12-34      | invalid group count: expected 5, found 2",
                "00000000-0000-0000-0000-00000000000 | invalid group length in group 4: expected 12, found 11",
            })
    void says_why_a_uuid_is_none(String text, String reason) {
        body("{\"x\":\"" + text + "\"}").requiredUuid("x");

        assertThat(faultsOf(faults::check).get(0))
                .contains("\"uuid_parsing\"", "Input should be a valid UUID, " + reason, "\"ctx\":{\"error\":");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "6d0a4c3e-0f52-4c1c-8a39-0d1c26d3f2a1",
                "6D0A4C3E0F524C1C8A390D1C26D3F2A1",
                "urn:uuid:6d0a4c3e-0f52-4c1c-8a39-0d1c26d3f2a1",
                "{6d0a4c3e-0f52-4c1c-8a39-0d1c26d3f2a1}"
            })
    void reads_uuids_in_every_form(String text) {
        assertThat(body("{\"x\":\"" + text + "\"}").requiredUuid("x"))
                .isEqualTo(UUID.fromString("6d0a4c3e-0f52-4c1c-8a39-0d1c26d3f2a1"));
    }

    @Test
    void names_the_item_of_a_list_and_the_key_of_a_map() {
        Fields body = body("{\"tags\":[\"a\",1],\"headers\":{\"X\":1}}");

        assertThat(body.optionalStrings("tags", 10, 10)).isEqualTo(Optional.empty());
        assertThat(body.optionalStringMap("headers")).isEqualTo(Optional.empty());
        assertThat(faultsOf(faults::check))
                .anySatisfy(fault -> assertThat(fault).contains("[\"body\",\"tags\",1]"))
                .anySatisfy(fault -> assertThat(fault).contains("[\"body\",\"headers\",\"X\"]"));
    }

    @Test
    @DisplayName("finding 21: a fault of one's own looks like the others")
    void adds_a_fault_of_ones_own() {
        body("{\"field\":\"colour\"}").valueError("field", "Invalid field: colour");

        assertThat(faultsOf(faults::check))
                .containsExactly("{\"type\":\"value_error\",\"loc\":[\"body\",\"field\"],\"msg\":\"Value error, Invalid"
                        + " field: colour\",\"input\":\"colour\",\"ctx\":{\"error\":{}}}");
    }

    @Test
    void lists_the_words_that_are_allowed() {
        body("{\"role\":\"king\"}").requiredWord("role", List.of("owner", "admin", "member"));

        assertThat(faultsOf(faults::check).get(0)).contains("Input should be 'owner', 'admin' or 'member'");
    }

    private Fields body(String json) {
        try {
            return new Fields("body", (JsonObject) JsonText.read(json.getBytes(StandardCharsets.UTF_8)), faults);
        } catch (JsonText.Malformed | JsonText.Unreadable e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private static String typeOf(Faults faults) {
        return catchThrowableOfType(InvalidRequest.class, faults::check)
                .faults()
                .get(0)
                .type();
    }

    private static List<String> faultsOf(Runnable check) {
        Consumer<Runnable> run = Runnable::run;
        return catchThrowableOfType(InvalidRequest.class, () -> run.accept(check)).faults().stream()
                .map(fault -> fault.json().toString())
                .toList();
    }
}
