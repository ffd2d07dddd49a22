package org.fastsmtp.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Evaluation: CONTRACT section 4.4, and section 12 where it differs. */
class CompiledRulesTest {
    private static final RuleText YES = RuleText.of("subject", "contains", "");
    private static final RuleText NO = RuleText.of("subject", "equals", "no");
    private static final Facts MAIL = Rules.mail("subject", "Hello");

    @Test
    void no_rule_forwards() {
        assertThat(Rules.compiled().evaluate(MAIL)).isEqualTo(Decision.forward(7));
        assertThat(Rules.compiled(Rules.ruleset(true, Rules.action("drop", NO))).evaluate(MAIL))
                .isEqualTo(Decision.forward(7));
    }

    @Test
    void a_match_ends_its_ruleset_only() {
        Decision decision = Rules.compiled(
                        Rules.ruleset(true, Rules.tag("x", NO), Rules.tag("a", YES), Rules.tag("b", YES)),
                        Rules.ruleset(true, Rules.tag("c", YES)))
                .evaluate(MAIL);

        assertThat(decision.tags()).containsExactly("a", "c");
        assertThat(decision.matched()).extracting(Match::valueSeen).containsExactly("Hello", "Hello");
    }

    @Test
    void a_ruleset_that_does_not_stop_goes_on() {
        Decision decision = Rules.compiled(
                        Rules.ruleset(false, Rules.tag("b", YES), Rules.tag("a", YES), Rules.tag("b", YES)))
                .evaluate(MAIL);

        assertThat(decision.tags()).containsExactly("b", "a");
        assertThat(decision.matchCount()).isEqualTo(3);
    }

    @Test
    void the_strongest_action_wins_wherever_it_stands() {
        assertThat(actionOf("drop", "quarantine", "forward", "tag")).isEqualTo(Action.DROP);
        assertThat(actionOf("tag", "quarantine", "forward")).isEqualTo(Action.QUARANTINE);
        assertThat(actionOf("tag")).isEqualTo(Action.FORWARD);
        assertThat(actionOf("forward", "tag")).isEqualTo(Action.FORWARD);
    }

    private static Action actionOf(String... actions) {
        RuleText[] rules = List.of(actions).stream()
                .map(action -> Rules.action(action, YES))
                .toArray(RuleText[]::new);
        return Rules.compiled(Rules.ruleset(false, rules)).evaluate(MAIL).action();
    }

    @Test
    void the_last_override_wins_and_raw_is_kept_when_anybody_asks() {
        Decision decision = Rules.compiled(Rules.ruleset(
                        false,
                        Rules.override("https://a.example/", YES),
                        Rules.preservingRaw(Rules.override("https://b.example/", YES)),
                        Rules.tag("last", YES)))
                .evaluate(MAIL);

        assertThat(decision.webhookUrlOverride()).isEqualTo(Optional.of("https://b.example/"));
        assertThat(decision.preserveRaw()).isTrue();
    }

    @Test
    void what_is_disabled_has_no_effect() {
        Ruleset off = Rules.ruleset(true, Rules.action("drop", YES));
        Ruleset disabled = new Ruleset(
                off.id(), off.domainId(), off.name(), 0, true, false, off.createdAt(), off.updatedAt(), off.rules());

        assertThat(Rules.compiled(disabled, Rules.ruleset(true, Rules.disabled(Rules.action("drop", YES))))
                        .evaluate(MAIL)
                        .action())
                .isEqualTo(Action.FORWARD);
    }

    @Test
    void any_instance_of_a_repeated_header_matches_and_the_one_seen_is_told() {
        Facts mail = Rules.mail("header:x-list", "one", "two", "three");
        Decision decision = Rules.compiled(Rules.ruleset(
                        false,
                        RuleText.of("header:X-List", "equals", "TWO"),
                        RuleText.of("header:x-list", "not_contains", "thr")))
                .evaluate(mail);

        assertThat(decision.matched()).extracting(Match::valueSeen).containsExactly("two");
    }

    @Test
    void text_is_compared_in_nfc() {
        Facts mail = Rules.mail("subject", "Cafe\u0301");

        assertThat(Rules.holds(RuleText.of("subject", "equals", "Caf\u00e9"), mail))
                .isTrue();
        assertThat(Rules.holds(RuleText.of("subject", "regex", "^cafe\u0301$"), mail))
                .isTrue();
        assertThat(Rules.holds(RuleText.of("subject", "contains", "CAFE\u0301"), mail))
                .isTrue();
    }

    @Test
    void a_missing_field_is_an_empty_text() {
        Facts mail = Rules.mail(Map.of());

        assertThat(Rules.holds(RuleText.of("header:x-none", "equals", ""), mail))
                .isTrue();
        assertThat(Rules.holds(RuleText.of("header:x-none", "not_contains", "a"), mail))
                .isTrue();
        assertThat(Rules.holds(RuleText.of("header:x-none", "exists", ""), mail))
                .isFalse();
    }

    @Test
    @DisplayName("finding 15: a field is asked for once, and only when a rule needs it")
    void asks_for_a_field_at_most_once() {
        List<String> asked = new ArrayList<>();
        Facts mail = field -> {
            asked.add(field.toString());
            return List.of("value");
        };
        Ruleset rules = Rules.ruleset(
                true,
                RuleText.of("subject", "equals", "x"),
                RuleText.of("subject", "contains", "lue"),
                RuleText.of("body", "regex", "x"));

        Rules.compiled(rules).evaluate(mail);

        assertThat(asked).containsExactly("subject");
    }

    @Test
    @DisplayName("finding 5: a rule that cannot be evaluated is neither match nor miss")
    void a_broken_rule_fails_the_evaluation() {
        for (RuleText broken : List.of(
                RuleText.of("subject", "sounds_like", "x"),
                RuleText.of("colour", "equals", "x"),
                RuleText.of("subject", "regex", "(?<=a)b"),
                RuleText.of("size", "greater_than", "many"),
                Rules.action("explode", YES))) {
            CompiledRules rules = Rules.compiled(Rules.ruleset(true, broken));

            assertThatThrownBy(() -> rules.evaluate(MAIL))
                    .isInstanceOf(RuleFailure.class)
                    .hasMessageContaining("cannot be evaluated");
        }
    }

    @Test
    void a_broken_rule_that_no_mail_needs_harms_none() {
        CompiledRules rules = Rules.compiled(
                Rules.ruleset(true, YES, RuleText.of("subject", "regex", "(")),
                Rules.ruleset(true, Rules.disabled(RuleText.of("subject", "regex", "("))));

        assertThat(rules.evaluate(MAIL).matchCount()).isEqualTo(1);
    }

    @Test
    void explains_every_rule() {
        CompiledRules rules = Rules.compiled(
                Rules.ruleset(true, NO, YES, YES, Rules.disabled(YES)),
                Rules.ruleset(true, RuleText.of("subject", "regex", "(")));

        List<Explanation> explanations = rules.explain(MAIL);

        assertThat(explanations)
                .extracting(Explanation::outcome)
                .containsExactly(
                        Explanation.Outcome.NOT_MATCHED,
                        Explanation.Outcome.MATCHED,
                        Explanation.Outcome.NOT_REACHED,
                        Explanation.Outcome.DISABLED,
                        Explanation.Outcome.FAILED);
        assertThat(explanations.get(0).valueSeen()).isEqualTo("Hello");
    }

    @Test
    void the_list_of_matches_is_bounded_and_counted() {
        RuleText[] rules = new RuleText[Decision.MOST_MATCHES + 5];
        java.util.Arrays.fill(rules, YES);

        Decision decision = Rules.compiled(Rules.ruleset(false, rules)).evaluate(MAIL);

        assertThat(decision.matched()).hasSize(Decision.MOST_MATCHES);
        assertThat(decision.matchCount()).isEqualTo(Decision.MOST_MATCHES + 5);
    }
}
