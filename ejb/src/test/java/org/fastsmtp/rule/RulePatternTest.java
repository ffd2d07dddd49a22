package org.fastsmtp.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulePatternTest {
    @Test
    @DisplayName("finding 5: what freezes a backtracking engine takes linear time")
    void nested_repetition_is_linear() {
        String text = "a".repeat(5_000) + "!";

        boolean found = Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> RulePattern.compile("^(a+)+$", false).isFoundIn(text));

        assertThat(found).isFalse();
    }

    @ParameterizedTest
    @DisplayName("finding 5: what cannot run in linear time is refused by name")
    @CsvSource(delimiter = '~', textBlock = """
            (?<=a)b      ~ look-behind
            (?<!a)b      ~ negative look-behind
            a(?=b)       ~ look-ahead
            a(?!b)       ~ negative look-ahead
            (a)\\1       ~ back-reference
            (?P<n>a)(?P=n) ~ back-reference by name
            (?>a)b       ~ atomic group
            a++          ~ possessive
            (a)?(?(1)b|c) ~ conditional
            (?#note)a    ~ comment
            foo\\Z       ~ \\Z
            [a           ~ missing closing ]
            (a           ~ missing closing )
            *a           ~ missing argument
            a{1001}      ~ too large
            ((a{100}){100}){100} ~ too large
            (((((((((a{9}){9}){9}){9}){9}){9}){9}){9}){9} ~ too large
            (x{1,40}){60} ~ too large
            """)
    void names_what_cannot_be_run(String pattern, String construct) {
        String text = pattern.replace("a{1001}", "a{3000}");

        assertThatThrownBy(() -> RulePattern.compile(text, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(construct);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "invoice-\\d+ ~ invoice-",
                "^Invoice\\d+$ ~ Invoice",
                "(foo|bar)baz ~ bar/foo",
                "foo|bar ~ bar/foo",
                "foo|ba|\\d ~ ''",
                "(?i)foo ~ foo",
                "(?s)foo ~ foo",
                "(?U)foo ~ ''",
                "a(?i)foo ~ ''",
                "a(?i:foo)b ~ ''",
                "(?P<n>foo)x ~ foo",
                "(foo)?bar ~ bar",
                "(foo)+ba ~ foo",
                "(foo){0,2}ba ~ ba",
                "(foo){1,2}ba ~ foo",
                "((ab|cd)efg|ghi)+x ~ efg/ghi",
                "colou?r that ~ 'r that'",
                "ab+c ~ ab",
                "ab*cd ~ cd",
                "a{2}bcd ~ bcd",
                "xa{2}b ~ xa",
                "xa{0,2}b ~ x",
                "[abc]xyz[^]]+ ~ xyz",
                "\\.com$ ~ .com",
                "\\Qa|b\\E ~ ''",
                "\\x41bc ~ ''",
                "a{x}b ~ ''",
                "a{,5}bc ~ ''",
                "(?:one)twoo ~ twoo",
                "über-alles ~ ber-alles",
            })
    void knows_texts_of_which_every_match_contains_one(String pattern, String texts) {
        assertThat(String.join(
                        "/", new TreeSet<>(RulePattern.compile(pattern, true).texts())))
                .isEqualTo(texts);
    }

    @Test
    void the_text_said_to_be_in_every_match_is() {
        Random random = new Random(11);
        String[] parts = {
            "a", "b", "c", "ab", "\\.", ".", "[ab]", "[^c]", "(a|b)", "(bc)", "(a|bc)", "(ab|c.)", "\\w", "c", "^", "$",
            "|", "(?:c)"
        };
        String[] repeats = {"", "", "", "", "*", "+", "?", "{2}", "{0,2}", "{1,}", "*?"};
        int found = 0;
        for (int round = 0; round < 4_000; round++) {
            StringBuilder pattern = new StringBuilder();
            for (int i = 0; i < 1 + random.nextInt(6); i++) {
                String part = parts[random.nextInt(parts.length)];
                boolean repeatable = !"^$|".contains(part);
                pattern.append(part).append(repeatable ? repeats[random.nextInt(repeats.length)] : "");
            }
            RulePattern compiled = RulePattern.compile(pattern.toString(), random.nextBoolean());
            for (int i = 0; i < 10; i++) {
                StringBuilder text = new StringBuilder();
                for (int j = random.nextInt(8); j > 0; j--) {
                    text.append("abc.".charAt(random.nextInt(4)));
                }
                if (compiled.isFoundIn(text.toString())) {
                    found++;
                    assertThat(text.toString())
                            .as(pattern.toString())
                            .satisfies(seen -> assertThat(compiled.texts().isEmpty()
                                            || compiled.texts().stream().anyMatch(seen::contains))
                                    .isTrue());
                }
            }
        }
        assertThat(found).isGreaterThan(1_000);
    }

    @Test
    void letters_that_fold_to_ascii_pass_the_search_too() {
        assertThat(Rules.holds(RuleText.of("subject", "regex", "skill"), Rules.mail("subject", "\u017f\u212aILL")))
                .isTrue();
        assertThat(Rules.holds(
                        Rules.caseSensitive(RuleText.of("subject", "regex", "(?i)skill")),
                        Rules.mail("subject", "\u017f\u212aILL")))
                .isTrue();
    }

    @Test
    void the_estimate_is_no_smaller_than_the_program() {
        for (String pattern : new String[] {
            "a{50}", "(ab){20}", "((a{5}){6}){7}", "(a|b){30}c{4,9}", "[a-z]{10,20}x", "(a{3,}){4}", "((a?){10}b){10}"
        }) {
            int size = com.google.re2j.Pattern.compile(pattern).programSize();

            assertThat(PatternOutline.of(pattern).size() * 3 + 10).as(pattern).isGreaterThanOrEqualTo(size);
        }
    }
}
