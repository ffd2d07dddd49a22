package org.fastsmtp.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.fastsmtp.access.AlreadyExistsException;
import org.fastsmtp.access.Caller;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RulesetsTest {
    private static final Caller ROOT = Caller.root("127.0.0.1");
    private static final RuleText RULE = RuleText.of("subject", "contains", "x");

    private final RuleShop shop = new RuleShop();
    private final UUID domain = shop.domain("example.com");
    private final UUID other = shop.domain("example.org");

    @AfterEach
    void close() {
        shop.close();
    }

    private Ruleset create(String name, int priority) {
        return shop.call(sets -> sets.create(ROOT, domain, new RulesetText(name, priority, true, true)));
    }

    private Rule add(UUID ruleset, RuleText text) {
        return shop.call(sets -> sets.addRule(ROOT, domain, ruleset, text)).orElseThrow();
    }

    private <T> List<T> all(Function<Rulesets, List<T>> work) {
        return shop.call(work);
    }

    private <T> Optional<T> one(Function<Rulesets, Optional<T>> work) {
        return shop.call(work);
    }

    private long version() {
        return shop.number("SELECT version FROM changes WHERE topic = ?", "rules:" + domain);
    }

    @Test
    void lists_by_priority_then_name() {
        create("b", 1);
        create("c", 9);
        create("a", 1);

        assertThat(all(sets -> sets.list(domain))).extracting(Ruleset::name).containsExactly("c", "a", "b");
        assertThat(all(sets -> sets.list(other))).isEmpty();
    }

    @Test
    void what_was_stored_comes_back() {
        Ruleset ruleset = create("spam", 5);
        RuleText text = Rules.override(
                "https://a.example/", Rules.tag("ü", Rules.action("quarantine", Rules.preservingRaw(RULE))));
        Rule first = add(ruleset.id(), text);
        Rule second = add(ruleset.id(), RULE);

        Ruleset found = shop.call(sets -> sets.find(domain, ruleset.id())).orElseThrow();

        assertThat(found.rules()).containsExactly(first, second);
        assertThat(first.text()).isEqualTo(text);
        assertThat(List.of(first.order(), second.order())).containsExactly(0, 1);
        assertThat(RuleRows.load(shop.database, domain).rulesets()).containsExactly(found);
    }

    @Test
    void nothing_of_another_domain_is_found_or_changed() {
        Ruleset ruleset = create("spam", 5);
        Rule rule = add(ruleset.id(), RULE);

        assertThat(one(sets -> sets.find(other, ruleset.id()))).isEmpty();
        assertThat(one(sets -> sets.findRule(other, rule.id()))).isEmpty();
        assertThat(one(sets -> sets.addRule(ROOT, other, ruleset.id(), RULE))).isEmpty();
        assertThat(one(sets -> sets.updateRule(ROOT, other, rule.id(), text -> text)))
                .isEmpty();
        assertThat(one(sets -> sets.deleteRule(ROOT, other, rule.id()))).isEmpty();
        assertThat(one(sets -> sets.delete(ROOT, other, ruleset.id()))).isEmpty();
        assertThat(reorder(other, ruleset, List.of(rule.id()))).isEqualTo(Rulesets.Reordering.NO_SUCH_RULESET);
    }

    @Test
    void a_name_is_taken_once_in_a_domain() {
        Ruleset ruleset = create("spam", 5);
        create("ham", 5);

        assertThatThrownBy(() -> create("spam", 1))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageContaining("already exists");
        assertThatThrownBy(() -> shop.call(
                        sets -> sets.update(ROOT, domain, ruleset.id(), text -> new RulesetText("ham", 0, true, true))))
                .isInstanceOf(AlreadyExistsException.class);
        Ruleset elsewhere = shop.call(sets -> sets.create(ROOT, other, new RulesetText("spam", 0, true, true)));
        assertThat(elsewhere.name()).isEqualTo("spam");
    }

    @Test
    void a_change_commits_with_its_audit_entry_and_the_next_version() {
        Ruleset ruleset = create("spam", 5);
        Rule rule = add(ruleset.id(), RULE);
        shop.call(sets -> sets.updateRule(ROOT, domain, rule.id(), text -> Rules.action("drop", text)));
        shop.call(sets -> sets.update(ROOT, domain, ruleset.id(), text -> new RulesetText("spam", 6, false, false)));
        shop.call(sets -> sets.reorder(ROOT, domain, ruleset.id(), List.of(rule.id())));
        shop.call(sets -> sets.deleteRule(ROOT, domain, rule.id()));
        shop.call(sets -> sets.delete(ROOT, domain, ruleset.id()));

        assertThat(version()).isEqualTo(7);
        assertThat(shop.number("SELECT version FROM changes WHERE topic = 'rules'"))
                .isEqualTo(8);
        assertThat(shop.number("SELECT COUNT(*) FROM audit_log WHERE domain_id = ?", domain))
                .isEqualTo(7);
        assertThat(shop.changes).hasSize(7).containsOnly(new RulesChanged(domain));
        assertThat(RuleRows.load(shop.database, domain)).isEqualTo(new DomainRules(7, List.of()));
    }

    @Test
    void an_update_that_changes_nothing_is_no_change() {
        Ruleset ruleset = create("spam", 5);
        Rule rule = add(ruleset.id(), RULE);

        Rule same = shop.call(sets -> sets.updateRule(ROOT, domain, rule.id(), text -> text))
                .orElseThrow();

        assertThat(same).isEqualTo(rule);
        assertThat(version()).isEqualTo(2);
    }

    @Test
    @DisplayName("finding 21: an update is checked like a creation, as a whole")
    void an_update_must_leave_a_valid_rule() {
        Ruleset ruleset = create("spam", 5);
        Rule rule = add(ruleset.id(), RuleText.of("subject", "contains", "(?<=a)b"));

        assertThatThrownBy(() -> shop.call(sets -> sets.updateRule(
                        ROOT, domain, rule.id(), text -> RuleText.of(text.field(), "regex", text.value()))))
                .isInstanceOfSatisfying(
                        InvalidRuleException.class,
                        invalid -> assertThat(invalid.faults())
                                .singleElement()
                                .satisfies(fault -> assertThat(fault.field()).isEqualTo("value")));
        assertThat(one(sets -> sets.findRule(domain, rule.id()))).hasValue(rule);
        assertThat(version()).isEqualTo(2);
    }

    @Test
    void updated_at_moves_with_a_change() {
        Ruleset ruleset = create("spam", 5);
        shop.update("UPDATE rulesets SET updated_at = TIMESTAMP WITH TIME ZONE '2020-01-01 00:00:00Z'");

        Ruleset changed = shop.call(
                        sets -> sets.update(ROOT, domain, ruleset.id(), text -> new RulesetText("ham", 0, true, true)))
                .orElseThrow();

        assertThat(changed.updatedAt()).isAfter(changed.createdAt().minusSeconds(5));
        assertThat(changed.name()).isEqualTo("ham");
    }

    @Test
    void reorders_all_rules_of_a_ruleset() {
        Ruleset ruleset = create("spam", 5);
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(add(ruleset.id(), RULE).id());
        }
        Collections.reverse(ids);
        UUID stranger = add(create("ham", 1).id(), RULE).id();

        assertThat(reorder(ruleset, ids.subList(0, 4))).isEqualTo(Rulesets.Reordering.INCOMPLETE);
        assertThat(reorder(ruleset, List.of(stranger))).isEqualTo(Rulesets.Reordering.FOREIGN_RULE);
        List<UUID> repeated = new ArrayList<>(ids);
        repeated.add(ids.get(0));
        assertThat(reorder(ruleset, repeated)).isEqualTo(Rulesets.Reordering.DONE);

        assertThat(one(sets -> sets.find(domain, ruleset.id())).orElseThrow().rules())
                .extracting(Rule::id)
                .containsExactlyElementsOf(ids);
    }

    private Rulesets.Reordering reorder(Ruleset ruleset, List<UUID> ids) {
        return reorder(domain, ruleset, ids);
    }

    private Rulesets.Reordering reorder(UUID domainId, Ruleset ruleset, List<UUID> ids) {
        return shop.call(sets -> sets.reorder(ROOT, domainId, ruleset.id(), ids));
    }

    @Test
    void a_new_rule_comes_after_the_last_even_where_one_is_gone() {
        Ruleset ruleset = create("spam", 5);
        Rule first = add(ruleset.id(), RULE);
        add(ruleset.id(), RULE);
        shop.call(sets -> sets.deleteRule(ROOT, domain, first.id()));

        assertThat(add(ruleset.id(), RULE).order()).isEqualTo(2);
    }

    @Test
    @DisplayName("finding 15: number and size of rules are limited")
    void limits_hold() {
        Ruleset ruleset = create("spam", 5);
        add(ruleset.id(), RULE);
        shop.update("UPDATE rules SET weight = ?", RuleLimits.MAX_WEIGHT_OF_DOMAIN);

        assertThatThrownBy(() -> add(ruleset.id(), RULE)).isInstanceOf(InvalidRuleException.class);

        shop.update("UPDATE rules SET weight = 0");
        shop.update(
                "INSERT INTO rules (id, ruleset_id, \"order\", field, operator, value)"
                        + " SELECT RANDOM_UUID(), ?, X, 'subject', 'equals', 'x' FROM SYSTEM_RANGE(1, ?)",
                ruleset.id(),
                RuleLimits.MAX_RULES_OF_DOMAIN - 1);
        assertThatThrownBy(() -> add(ruleset.id(), RULE))
                .isInstanceOfSatisfying(
                        InvalidRuleException.class,
                        invalid -> assertThat(invalid.faults().get(0).message()).contains("10000"));
    }

    @Test
    @DisplayName("finding 15: patterns that every body must be tried with are few")
    void patterns_on_the_body_are_limited() {
        Ruleset ruleset = create("spam", 5);
        shop.update(
                "INSERT INTO rules (id, ruleset_id, \"order\", field, operator, value)"
                        + " SELECT RANDOM_UUID(), ?, X, 'body', 'regex', '[a-z]{4}' FROM SYSTEM_RANGE(1, ?)",
                ruleset.id(), RuleLimits.MAX_UNSELECTIVE_BODY_PATTERNS);
        Rule selective = add(ruleset.id(), RuleText.of("body", "regex", "account \\d+"));

        assertThatThrownBy(() -> add(ruleset.id(), RuleText.of("body", "not_matches", "\\d+")))
                .isInstanceOf(InvalidRuleException.class);
        assertThatThrownBy(() -> shop.call(sets ->
                        sets.updateRule(ROOT, domain, selective.id(), text -> RuleText.of("body", "regex", "\\d+"))))
                .isInstanceOf(InvalidRuleException.class);
        assertThat(add(ruleset.id(), RuleText.of("subject", "regex", "\\d+"))).isNotNull();
    }

    @Test
    void patterns_on_the_body_that_run_together_are_limited() {
        Ruleset ruleset = create("spam", 5);
        shop.update(
                "INSERT INTO rules (id, ruleset_id, \"order\", field, operator, value)"
                        + " SELECT RANDOM_UUID(), ?, X, 'body', 'regex', 'account \\d+' FROM SYSTEM_RANGE(1, ?)",
                ruleset.id(),
                RuleLimits.MAX_BODY_PATTERNS - 1);
        assertThat(add(ruleset.id(), RuleText.of("body", "regex", "order \\d+")))
                .isNotNull();

        assertThatThrownBy(() -> add(ruleset.id(), RuleText.of("body", "matches", "order \\d+")))
                .isInstanceOfSatisfying(
                        InvalidRuleException.class,
                        invalid -> assertThat(invalid.faults().get(0).message()).contains("1000 patterns"));
    }

    @Test
    void rows_of_the_original_and_rows_by_hand_are_read() {
        Ruleset ruleset = create("spam", 5);
        shop.update(
                "INSERT INTO rules (id, ruleset_id, \"order\", field, operator, value)"
                        + " VALUES (RANDOM_UUID(), ?, 0, 'subject', 'regex', '(?<=a)b')",
                ruleset.id());
        CompiledRules rules = CompiledRules.of(RuleRows.load(shop.database, domain));

        assertThatThrownBy(() -> rules.evaluate(Rules.mail("subject", "x"))).isInstanceOf(RuleFailure.class);
    }
}
