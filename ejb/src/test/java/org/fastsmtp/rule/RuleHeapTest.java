package org.fastsmtp.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** 10 000 rules of every kind, many mails, and what is left in memory of them. */
class RuleHeapTest {
    /** What grows with every mail shows in a tenth as well; -Dfastsmtp.heap.mails=100000 takes a minute. */
    private static final int MAILS = Integer.getInteger("fastsmtp.heap.mails", 10_000);

    private static final long MOST_LEFT = 2 << 20;

    @Test
    @DisplayName("finding 15: the heap is flat over many mails against 10 000 rules")
    void evaluation_leaves_nothing_behind() {
        RuleText[] texts = IntStream.range(0, RuleLimits.MAX_RULES_OF_DOMAIN)
                .mapToObj(RuleHeapTest::rule)
                .toArray(RuleText[]::new);
        CompiledRules rules = Rules.compiled(Rules.ruleset(false, texts));
        evaluate(rules, 1_000);
        long before = used();

        assertThat(evaluate(rules, MAILS)).isEqualTo(MAILS);

        assertThat(used() - before).isLessThan(MOST_LEFT);
    }

    private static RuleText rule(int i) {
        return switch (i % 5) {
            case 0 -> RuleText.of("subject", "contains", "word" + i);
            case 1 -> RuleText.of("subject", "regex", "number-" + i + "-\\d+");
            case 2 -> RuleText.of("from", "equals", "user" + i + "@example.org");
            case 3 -> RuleText.of("header:x-spam-score", "greater_than", String.valueOf(5 + i));
            default -> RuleText.of("body", "contains", "phrase " + i);
        };
    }

    /** @return how many matches there were */
    private static long evaluate(CompiledRules rules, int mails) {
        long matches = 0;
        for (int i = 0; i < mails; i++) {
            Map<String, List<String>> mail = Map.of(
                    "subject", List.of("Re: number-" + (i * 5 % 10_000 + 1) + "-" + i),
                    "body", List.of("text " + i));
            matches += rules.evaluate(Rules.mail(mail)).matchCount();
        }
        return matches;
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
