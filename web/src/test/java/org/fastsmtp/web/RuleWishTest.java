package org.fastsmtp.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.fastsmtp.rule.RuleCheck;
import org.fastsmtp.rule.RuleText;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("finding 21: every invalid field of a rule is 422 naming it, at creation and at update")
class RuleWishTest {
    private static final JsonObject GOOD = json("{'field': 'subject', 'operator': 'contains', 'value': 'x'}");
    private static final String LONG = "x".repeat(70_000);

    private final RuleCheck check =
            new RuleCheck(url -> url.contains("127.0.0.1") ? Optional.of("blocked") : Optional.empty());

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("field", "null", "valid string"),
                Arguments.of("field", "5", "valid string"),
                Arguments.of("field", "['subject']", "valid string"),
                Arguments.of("field", "''", "Invalid field"),
                Arguments.of("field", "'Subject'", "Invalid field"),
                Arguments.of("field", "'header:'", "Invalid field"),
                Arguments.of("field", "'has_attachments'", "Invalid field"),
                Arguments.of("field", "'header:" + "x".repeat(100) + "'", "at most 100"),
                Arguments.of("operator", "null", "valid string"),
                Arguments.of("operator", "true", "valid string"),
                Arguments.of("operator", "'like'", "Invalid operator"),
                Arguments.of("operator", "'" + LONG + "'", "Invalid operator"),
                Arguments.of("value", "null", "valid string"),
                Arguments.of("value", "1", "valid string"),
                Arguments.of("value", "{}", "valid string"),
                Arguments.of("value", "'" + LONG + "'", "at most 65536"),
                Arguments.of("value", "'a\\u0000b'", "U+0000"),
                Arguments.of("value", "'a\\ud800b'", "unicode"),
                Arguments.of("case_sensitive", "null", "valid boolean"),
                Arguments.of("case_sensitive", "'perhaps'", "valid boolean"),
                Arguments.of("case_sensitive", "2", "valid boolean"),
                Arguments.of("action", "null", "valid string"),
                Arguments.of("action", "'bounce'", "Invalid action"),
                Arguments.of("action", "[]", "valid string"),
                Arguments.of("webhook_url_override", "5", "URL"),
                Arguments.of("webhook_url_override", "''", "URL"),
                Arguments.of("webhook_url_override", "'ftp://a.example/'", "URL"),
                Arguments.of("webhook_url_override", "'no url'", "URL"),
                Arguments.of("webhook_url_override", "'http://127.0.0.1/'", "blocked"),
                Arguments.of("webhook_url_override", "'http://a.example/" + LONG + "'", "2083"),
                Arguments.of("add_tags", "null", "valid list"),
                Arguments.of("add_tags", "'tag'", "valid list"),
                Arguments.of("add_tags", "[1]", "valid string"),
                Arguments.of("add_tags", "[null]", "valid string"),
                Arguments.of("add_tags", "['']", "at least 1"),
                Arguments.of("add_tags", "['" + "x".repeat(101) + "']", "at most 100"),
                Arguments.of("preserve_raw", "null", "valid boolean"),
                Arguments.of("preserve_raw", "{}", "valid boolean"),
                Arguments.of("is_enabled", "null", "valid boolean"),
                Arguments.of("is_enabled", "'maybe'", "valid boolean"),
                Arguments.of("name", "5", "valid string"),
                Arguments.of("name", "''", "at least 1"),
                Arguments.of("name", "'" + "x".repeat(256) + "'", "at most 255"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void names_the_field_at_creation(String field, String value, String message) {
        Call call = call(with(GOOD, field, value));

        RuleWish.forCreation(call.body(), check);

        assertNamed(call, field, message);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void names_the_field_at_update(String field, String value, String message) {
        Call call = call(with(JsonValue.EMPTY_JSON_OBJECT, field, value));

        RuleWish.forUpdate(call.body(), check);

        assertNamed(call, field, message);
    }

    private static void assertNamed(Call call, String field, String message) {
        InvalidRequest invalid = catchThrowableOfType(InvalidRequest.class, call::validated);
        assertThat(invalid).isNotNull();
        assertThat(invalid.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.location()).startsWith("body", field);
            assertThat(fault.message()).contains(message);
        });
    }

    @Test
    void what_is_needed_is_missed() {
        Call call = call(JsonValue.EMPTY_JSON_OBJECT);

        RuleWish.forCreation(call.body(), check);

        InvalidRequest invalid = catchThrowableOfType(InvalidRequest.class, call::validated);
        assertThat(invalid.faults())
                .extracting(fault -> fault.location().get(1))
                .containsExactly("field", "operator", "value");
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void a_value_must_suit_its_operator(String operator, String value, String message) {
        JsonObject sent = with(with(GOOD, "operator", "'" + operator + "'"), "value", "'" + value + "'");
        Call call = call(sent);

        RuleWish.forCreation(call.body(), check);

        assertNamed(call, "value", message);
    }

    static Stream<Arguments> patterns() {
        return Stream.of(
                Arguments.of("regex", "(?<=a)b", "look-behind"),
                Arguments.of("matches", "(a)\\\\1", "back-reference"),
                Arguments.of("not_matches", "[a", "missing closing ]"),
                Arguments.of("regex", "x".repeat(1_001), "at most 1000"),
                Arguments.of("greater_than", "many", "number"),
                Arguments.of("in", ",", "list"));
    }

    @Test
    void defaults_are_those_of_the_contract() {
        Call call = call(GOOD);

        RuleWish wish = RuleWish.forCreation(call.body(), check);

        call.validated();
        assertThat(wish.text()).isEqualTo(RuleText.of("subject", "contains", "x"));
        assertThat(wish.wantsRaw()).isFalse();
    }

    @Test
    void an_update_changes_what_was_sent_and_nothing_else() {
        RuleText stored = RuleWish.forCreation(
                        call(json("{'field': 'from', 'operator': 'equals', 'value': 'y', 'action': 'drop', 'name': 'n',"
                                        + " 'webhook_url_override': 'https://a.example', 'add_tags': ['t']}"))
                                .body(),
                        check)
                .text();
        Call call = call(json("{'value': 'z', 'webhook_url_override': null, 'name': null, 'is_enabled': 0}"));

        RuleText changed = RuleWish.forUpdate(call.body(), check).appliedTo(stored);

        call.validated();
        assertThat(stored.webhookUrlOverride()).hasValue("https://a.example/");
        assertThat(changed)
                .isEqualTo(new RuleText(
                        Optional.empty(),
                        "from",
                        "equals",
                        "z",
                        false,
                        "drop",
                        Optional.empty(),
                        List.of("t"),
                        false,
                        false));
    }

    private static Call call(JsonObject body) {
        Call call = new Call(null, null);
        call.begin(new jakarta.ws.rs.core.MultivaluedHashMap<>(Map.of()), "", Optional.of(body));
        return call;
    }

    private static JsonObject with(JsonObject object, String field, String value) {
        JsonObjectBuilder builder = Json.createObjectBuilder(object);
        json("{'v': " + value + "}").forEach((key, v) -> builder.add(field, v));
        return builder.build();
    }

    private static JsonObject json(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text.replace('\'', '"')))) {
            return reader.readObject();
        }
    }
}
