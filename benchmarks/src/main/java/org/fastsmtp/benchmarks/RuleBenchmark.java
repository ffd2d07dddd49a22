package org.fastsmtp.benchmarks;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.fastsmtp.rule.CompiledRules;
import org.fastsmtp.rule.Decision;
import org.fastsmtp.rule.DomainRules;
import org.fastsmtp.rule.Facts;
import org.fastsmtp.rule.Rule;
import org.fastsmtp.rule.RuleText;
import org.fastsmtp.rule.Ruleset;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One mail under all rules of a domain, none of which matches, so that all are tried. The bar: 10 000 rules in 20 ms. Kind {@code raw} has
 * as many patterns without a fixed text on the body as a domain may have; {@code adverse} is a mail that contains the fixed texts of all
 * patterns, so that none is spared.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RuleBenchmark {
    @Param({"100", "10000"})
    int rules;

    /** Characters of the body. */
    @Param({"51200", "1048576"})
    int body;

    @Param({"mixed", "contains", "pattern", "raw", "adverse"})
    String kind;

    /** With what is appended, each ends in a text of two characters, too short to be searched for. */
    private static final List<String> RAW = List.of(
            "\\d{3,}-\\d{2,}",
            "[A-Z]{2}\\d+",
            "\\b\\w+@\\w+\\.\\w{2,4}",
            "(?i)[a-z]{2,}\\s[a-z]{3,}\\s\\d",
            "^\\s*[0-9]+",
            "\\$ ?\\d+(\\.\\d\\d)?",
            "\\d{1,2}[./]\\d{1,2}[./]\\d{4}",
            "[^a-z ]{4,}",
            "(\\w+\\s){3}\\d",
            "\\p{Lu}\\p{Ll}+");

    private DomainRules all;
    private CompiledRules compiled;
    private Facts mail;

    @Setup
    public void compile() {
        UUID ruleset = UUID.randomUUID();
        List<Rule> written = new ArrayList<>();
        for (int i = 0; i < rules; i++) {
            written.add(new Rule(UUID.randomUUID(), ruleset, i, rule(i), Instant.EPOCH, Instant.EPOCH));
        }
        all = new DomainRules(
                1,
                List.of(new Ruleset(
                        ruleset, UUID.randomUUID(), "all", 0, false, true, Instant.EPOCH, Instant.EPOCH, written)));
        compileAgain();
        Map<String, List<String>> values = Map.of(
                "subject", List.of("Re: your order has been shipped"),
                "from", List.of("Alice Example <alice@mail.example.com>"),
                "to", List.of("Bob <bob@example.org>, carol@example.org"),
                "body", List.of(words()));
        mail = field -> values.getOrDefault(field.toString(), List.of());
    }

    /** What a change of the rules costs before the next mail. */
    public CompiledRules compileAgain() {
        compiled = CompiledRules.of(all);
        return compiled;
    }

    @Benchmark
    public Decision evaluate() {
        return compiled.evaluate(mail);
    }

    private RuleText rule(int i) {
        return switch (kind) {
            case "contains" -> RuleText.of("body", "contains", "phrase " + i);
            case "raw" -> i < 100 ? RuleText.of("body", "regex", RAW.get(i % RAW.size()) + "#" + i % 10) : mixed(i);
            case "pattern", "adverse" ->
                i < 1000
                        ? RuleText.of("body", "regex", "account number " + i + "\\s+\\d+")
                        : RuleText.of("subject", "regex", "^\\[list-" + i + "\\]");
            default -> mixed(i);
        };
    }

    private static RuleText mixed(int i) {
        return switch (i % 10) {
            case 0, 1, 2 -> RuleText.of("subject", "contains", "word" + i);
            case 3, 4 -> RuleText.of("from", "ends_with", "@host" + i + ".example");
            case 5, 6 -> RuleText.of("body", "contains", "phrase " + i);
            case 7 -> RuleText.of("subject", "regex", "^\\[list-" + i + "\\]");
            case 8 -> RuleText.of("header:x-spam-score", "greater_than", String.valueOf(5 + i));
            default -> RuleText.of("to", "equals", "user" + i + "@example.org");
        };
    }

    private String words() {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder(body + 16);
        for (int i = 0; i < 1000 && kind.equals("adverse"); i++) {
            text.append("account number ").append(i).append(" is ");
        }
        while (text.length() < body) {
            for (int i = 2 + random.nextInt(7); i > 0; i--) {
                text.append((char) ('a' + random.nextInt(26)));
            }
            text.append(' ');
        }
        return text.toString();
    }
}
