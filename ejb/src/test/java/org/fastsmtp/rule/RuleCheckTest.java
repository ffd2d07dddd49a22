package org.fastsmtp.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("finding 21: every fault of a rule is named with its field")
class RuleCheckTest {
    private static final RuleText GOOD = RuleText.of("subject", "contains", "x");
    private final RuleCheck check =
            new RuleCheck(url -> url.startsWith("http") ? Optional.empty() : Optional.of("must be http or https"));

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(RuleText.of("subjekt", "equals", "x"), "field", "Invalid field"),
                Arguments.of(RuleText.of("Subject", "equals", "x"), "field", "Invalid field"),
                Arguments.of(RuleText.of("", "equals", "x"), "field", "Invalid field"),
                Arguments.of(RuleText.of("header", "equals", "x"), "field", "Invalid field"),
                Arguments.of(RuleText.of("header:", "equals", "x"), "field", "Invalid field"),
                Arguments.of(RuleText.of("header:a b", "equals", "x"), "field", "Invalid field"),
                Arguments.of(RuleText.of("header:ü", "equals", "x"), "field", "Invalid field"),
                Arguments.of(RuleText.of("header:" + "x".repeat(94), "equals", "x"), "field", "at most 100"),
                Arguments.of(RuleText.of("subject", "", "x"), "operator", "Invalid operator"),
                Arguments.of(RuleText.of("subject", "EQUALS", "x"), "operator", "Invalid operator"),
                Arguments.of(RuleText.of("subject", "equals", "x".repeat(65_537)), "value", "at most 65536"),
                Arguments.of(RuleText.of("subject", "equals", "a\u0000b"), "value", "NUL"),
                Arguments.of(RuleText.of("subject", "equals", "a\ud800b"), "value", "surrogate"),
                Arguments.of(RuleText.of("subject", "regex", "x".repeat(1_001)), "value", "at most 1000"),
                Arguments.of(RuleText.of("subject", "regex", "(?<=a)b"), "value", "look-behind"),
                Arguments.of(RuleText.of("subject", "matches", "(a)\\1"), "value", "back-reference"),
                Arguments.of(RuleText.of("subject", "not_matches", "["), "value", "Invalid regex"),
                Arguments.of(RuleText.of("size", "greater_than", "big"), "value", "Invalid number"),
                Arguments.of(RuleText.of("size", "less_than", "1e9"), "value", "Invalid number"),
                Arguments.of(RuleText.of("from", "in", " , "), "value", "Invalid list"),
                Arguments.of(RuleText.of("from", "in", "[1]"), "value", "Invalid list"),
                Arguments.of(RuleText.of("from", "in", "[\"a\""), "value", "Invalid list"),
                Arguments.of(RuleText.of("from", "in", "x,".repeat(1_001)), "value", "Invalid list"),
                Arguments.of(Rules.action("bounce", GOOD), "action", "Invalid action"),
                Arguments.of(Rules.override("ftp://x", GOOD), "webhook_url_override", "http"),
                Arguments.of(Rules.override("http://x/" + "y".repeat(2_083), GOOD), "webhook_url_override", "2083"),
                Arguments.of(Rules.tag("", GOOD), "add_tags", "at least 1"),
                Arguments.of(Rules.tag("x".repeat(101), GOOD), "add_tags", "at most 100"),
                Arguments.of(Rules.tag("\u0000", GOOD), "add_tags", "NUL"),
                Arguments.of(tags(51), "add_tags", "at most 50"),
                Arguments.of(named(""), "name", "at least 1"),
                Arguments.of(named("x".repeat(256)), "name", "at most 255"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void names_the_field(RuleText text, String field, String message) {
        assertThat(check.faults(text)).singleElement().satisfies(fault -> {
            assertThat(fault.field()).isEqualTo(field);
            assertThat(fault.message()).contains(message);
        });
    }

    @Test
    void tells_all_faults_at_once() {
        RuleText bad = Rules.action("bounce", RuleText.of("subjekt", "sounds_like", "x".repeat(70_000)));

        assertThat(check.faults(bad))
                .extracting(RuleFault::field)
                .containsExactlyInAnyOrder("field", "operator", "value", "action");
    }

    @Test
    void a_good_rule_has_none() {
        assertThat(check.faults(GOOD)).isEmpty();
        assertThat(check.faults(RuleText.of("header:X-Spam-Score", "greater_than", "-5.5")))
                .isEmpty();
        assertThat(check.faults(RuleText.of("subject", "equals", ""))).isEmpty();
    }

    @Test
    void a_ruleset_has_a_name_and_a_priority_within_bounds() {
        assertThat(check.faults(new RulesetText("", -1, true, true)))
                .extracting(RuleFault::field)
                .containsExactly("name", "priority");
        assertThat(check.faults(new RulesetText("x".repeat(256), 1_001, true, true)))
                .extracting(RuleFault::field)
                .containsExactly("name", "priority");
        assertThat(check.faults(new RulesetText("x", 1_000, true, true))).isEmpty();
    }

    private static RuleText tags(int count) {
        return new RuleText(
                Optional.empty(),
                "subject",
                "equals",
                "x",
                false,
                "tag",
                Optional.empty(),
                Collections.nCopies(count, "t"),
                false,
                true);
    }

    private static RuleText named(String name) {
        return new RuleText(
                Optional.of(name), "subject", "equals", "x", false, "tag", Optional.empty(), List.of(), false, true);
    }
}
