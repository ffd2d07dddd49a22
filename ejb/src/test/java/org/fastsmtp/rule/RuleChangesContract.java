package org.fastsmtp.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.fastsmtp.access.Caller;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What changes of rules must keep on every database: nothing lost, nothing twice, seen by every node, all of it or nothing. */
abstract class RuleChangesContract {
    private static final Caller ROOT = Caller.root("127.0.0.1");
    private static final RuleText RULE = RuleText.of("subject", "contains", "x");

    private RuleShop shop;
    private UUID domain;
    private UUID other;

    /** Over a database that holds what earlier tests left. */
    abstract RuleShop shop();

    @BeforeEach
    void open() {
        shop = shop();
        domain = shop.domain(UUID.randomUUID() + ".example.com");
        other = shop.domain(UUID.randomUUID() + ".example.org");
    }

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

    private Ruleset find(UUID ruleset) {
        return shop.call(sets -> sets.find(domain, ruleset)).orElseThrow();
    }

    private long version() {
        return shop.number("SELECT version FROM changes WHERE topic = ?", "rules:" + domain);
    }

    private long audited() {
        return shop.number("SELECT COUNT(*) FROM audit_log WHERE domain_id = ?", domain);
    }

    private static <T> List<T> together(List<Callable<T>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> one : threads.invokeAll(work)) {
                results.add(one.get());
            }
            return results;
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void what_was_stored_comes_back() {
        Ruleset ruleset = create("spam", 5);
        RuleText text = Rules.override(
                "https://a.example/", Rules.tag("ü", Rules.action("quarantine", Rules.preservingRaw(RULE))));
        Rule first = add(ruleset.id(), text);
        Rule second = add(ruleset.id(), RULE);

        Ruleset found = find(ruleset.id());

        assertThat(found.rules()).containsExactly(first, second);
        assertThat(first.text()).isEqualTo(text);
        assertThat(RuleRows.load(shop.database, domain).rulesets()).containsExactly(found);
    }

    @Test
    void concurrent_creation_gives_distinct_orders() throws Exception {
        Ruleset ruleset = create("spam", 5);
        Callable<Integer> work = () -> add(ruleset.id(), RULE).order();

        assertThat(together(Collections.nCopies(40, work)))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 40).boxed().toList());
        assertThat(version()).isEqualTo(41);
        assertThat(audited()).isEqualTo(41);
    }

    @Test
    @DisplayName("issue 7: creation and reorder at the same time lose no rule and repeat no order")
    void concurrent_creation_and_reorder_keep_every_rule_in_a_place_of_its_own() throws Exception {
        Ruleset ruleset = create("spam", 5);
        for (int i = 0; i < 5; i++) {
            add(ruleset.id(), RULE);
        }
        Random random = new Random(1);
        List<Callable<Object>> work = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            long seed = random.nextLong();
            work.add(() -> add(ruleset.id(), RULE));
            work.add(() -> {
                List<UUID> ids = new ArrayList<>(
                        find(ruleset.id()).rules().stream().map(Rule::id).toList());
                Collections.shuffle(ids, new Random(seed));
                // Incomplete when a rule came meanwhile: refused as a whole.
                return shop.call(sets -> sets.reorder(ROOT, domain, ruleset.id(), ids));
            });
        }

        List<Object> results = together(work);

        assertThat(results).doesNotContain(Rulesets.Reordering.FOREIGN_RULE, Rulesets.Reordering.NO_SUCH_RULESET);
        List<Rule> rules = find(ruleset.id()).rules();
        assertThat(rules).hasSize(25);
        assertThat(new HashSet<>(rules.stream().map(Rule::order).toList())).hasSize(25);
        long done = results.stream().filter(Rulesets.Reordering.DONE::equals).count();
        assertThat(version()).isEqualTo(26 + done);
        assertThat(audited()).isEqualTo(26 + done);
    }

    @Test
    void the_first_change_of_a_domain_may_come_from_many_at_once() throws Exception {
        List<Callable<Ruleset>> work = IntStream.range(0, 8)
                .<Callable<Ruleset>>mapToObj(i -> () -> create("set " + i, i))
                .toList();

        assertThat(together(work)).doesNotContainNull();
        assertThat(version()).isEqualTo(8);
    }

    @Test
    void a_change_that_fails_leaves_nothing() {
        Ruleset ruleset = create("spam", 5);
        Rule rule = add(ruleset.id(), RULE);

        assertThatThrownBy(() -> shop.call(sets -> {
                    sets.addRule(ROOT, domain, ruleset.id(), RULE);
                    sets.deleteRule(ROOT, domain, rule.id());
                    throw new IllegalStateException("the request fails later");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(find(ruleset.id()).rules()).containsExactly(rule);
        assertThat(version()).isEqualTo(2);
        assertThat(audited()).isEqualTo(2);
    }

    @Test
    @DisplayName("finding 15: a change is in force on every node with its next look, which is within a second")
    void every_node_notices_a_change() throws Exception {
        Ruleset ruleset = create("spam", 5);
        Node first = new Node();
        Node second = new Node();
        CompiledRules before = second.book.rulesOf(domain);
        CompiledRules untouched = second.book.rulesOf(other);
        assertThat(first.decides()).isEqualTo(Action.FORWARD);

        Rule rule = add(ruleset.id(), Rules.action("drop", RULE));
        first.book.changed(domain);
        assertThat(first.decides()).isEqualTo(Action.DROP);
        assertThat(second.book.rulesOf(domain)).isSameAs(before);

        assertThat(second.versions.refresh()).isTrue();
        assertThat(second.decides()).isEqualTo(Action.DROP);
        assertThat(second.book.rulesOf(other)).isSameAs(untouched);
        assertThat(second.versions.refresh()).isFalse();

        shop.call(sets -> sets.deleteRule(ROOT, domain, rule.id()));
        first.versions.refresh();
        second.versions.refresh();
        assertThat(first.decides()).isEqualTo(Action.FORWARD);
        assertThat(second.decides()).isEqualTo(Action.FORWARD);
    }

    /** The rules of one of several nodes on the same database. */
    private final class Node {
        private final RuleBook book = new RuleBook(id -> RuleRows.load(shop.database, id), 100_000);
        private final RuleVersions versions = new RuleVersions(shop.database, book);

        private Node() throws Exception {
            versions.refresh();
        }

        private Action decides() {
            return book.rulesOf(domain).evaluate(Rules.mail("subject", "x")).action();
        }
    }
}
