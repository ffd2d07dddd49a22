package org.fastsmtp.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whatever the set finds, RE2/J finds with each pattern alone, and the other way round. */
class PatternSetTest {
    private static final List<String> PATTERNS = List.of(
            "",
            "a",
            "^a",
            "a$",
            "^$",
            "^a*$",
            "\\ba",
            "a\\b",
            "\\Ba",
            "a\\B",
            "\\bab\\b",
            "^\\B",
            "\\B$",
            "(?m)^b",
            "(?m)a$",
            "(?m)^$",
            "\\Aab",
            "ab\\z",
            "[ab]{3}",
            "a{2,}b",
            "(a|b)*c",
            "a.b",
            "(?s)a.b",
            "[^a]",
            "[^\\n]b",
            "\\d+",
            "\\D\\d",
            "\\w\\W",
            "\\s{2}",
            "(?i)k",
            "(?i)s",
            "(?i)ß",
            "(?i)σ",
            "(?i)[k-l]",
            "\\p{L}\\p{N}",
            "\\P{L}",
            "\\p{Greek}",
            "é",
            "[à-ü]+",
            "\\x{1F600}",
            ".\\x{1F600}.",
            "[[:alpha:]][[:digit:]]",
            "a??b",
            "(ab|a)(c|bcd)",
            "x*",
            "(?:)",
            "[a-c]{2}[0-9]?k",
            "\\Qa.b\\E",
            "(?U)a+b",
            "(?P<n>a)b",
            "a|",
            "|b",
            "(?i)(?m)^A.?K$",
            "\\C");

    private static final String[] PIECES = {
        "a",
        "b",
        "c",
        "ab",
        "abcd",
        "A",
        "B",
        "k",
        "K",
        "\u212a",
        "s",
        "\u017f",
        "ß",
        "ẞ",
        "σ",
        "ς",
        "Σ",
        "é",
        "ü",
        "0",
        "12",
        "_",
        " ",
        "  ",
        "\n",
        "\r\n",
        ".",
        "-",
        "\ud83d\ude00",
        "\ud83d",
        "\ude00",
        "\u0000",
        "x",
        "a.b",
        "\t",
        "Ж",
        "\u0660"
    };

    private static List<RulePattern> compiled(List<String> patterns) {
        List<RulePattern> compiled = new ArrayList<>();
        for (String pattern : patterns) {
            for (boolean exact : new boolean[] {true, false}) {
                try {
                    compiled.add(RulePattern.compile(pattern, exact));
                } catch (IllegalArgumentException e) {
                    // Not of RE2/J's syntax, so no rule can have it.
                    continue;
                }
            }
        }
        return compiled;
    }

    private static BitSet alone(List<RulePattern> patterns, String text) {
        BitSet found = new BitSet();
        for (int i = 0; i < patterns.size(); i++) {
            found.set(i, patterns.get(i).isFoundIn(text));
        }
        return found;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    @Test
    void finds_what_re2j_finds() {
        List<RulePattern> patterns = compiled(PATTERNS);
        PatternSet set = new PatternSet(patterns, PatternScan.LARGE);
        Random random = new Random(1);
        assertThat(patterns).hasSizeGreaterThan(PATTERNS.size());
        for (int i = 0; i < 5_000; i++) {
            String text = i == 0 ? "" : text(random);
            assertThat(set.find(text)).as("%s", text).isEqualTo(alone(patterns, text));
        }
    }

    @Test
    void finds_the_same_with_no_room_for_states() {
        List<RulePattern> patterns = compiled(PATTERNS);
        PatternSet set = new PatternSet(patterns, 5_000);
        Random random = new Random(2);
        for (int i = 0; i < 300; i++) {
            String text = text(random);
            assertThat(set.find(text)).as("%s", text).isEqualTo(alone(patterns, text));
        }
    }

    @Test
    void many_threads_find_the_same() throws Exception {
        List<RulePattern> patterns = compiled(PATTERNS);
        PatternSet set = new PatternSet(patterns, 200_000);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> results = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                results.add(threads.submit(() -> {
                    Random random = new Random(3);
                    int wrong = 0;
                    for (int i = 0; i < 500; i++) {
                        String text = text(random);
                        wrong += set.find(text).equals(alone(patterns, text)) ? 0 : 1;
                    }
                    return wrong;
                }));
            }
            for (Future<Integer> wrong : results) {
                assertThat(wrong.get()).isZero();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    @DisplayName("finding 5: patterns that need more states than fit are bounded in memory and right all the same")
    void states_without_end_are_left_to_re2j() {
        List<RulePattern> patterns = compiled(List.of("[ab]*a[ab]{30}c", "(a|b)b[ab]{25}a[ab]{9}d", "[ab]{40}"));
        PatternSet set = new PatternSet(patterns, 100_000);
        Random random = new Random(4);
        for (int i = 0; i < 30; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = 0; j < 2_000; j++) {
                text.append(random.nextBoolean() ? 'a' : 'b');
            }
            text.append(i % 3 == 0 ? "c" : "d");
            assertThat(set.find(text.toString())).isEqualTo(alone(patterns, text.toString()));
        }
    }

    @Test
    @DisplayName("finding 5: nested repetition on 5 000 characters is one pass")
    void nested_repetition_is_linear() {
        PatternSet set = new PatternSet(compiled(List.of("^(a+)+$", "(a*)*b", "(a|aa)+$")), PatternScan.LARGE);
        String text = "a".repeat(5_000) + "!";
        set.find(text);
        long start = System.nanoTime();
        assertThat(set.find(text).isEmpty()).isTrue();
        assertThat(System.nanoTime() - start).isLessThan(100_000_000L);
    }
}
