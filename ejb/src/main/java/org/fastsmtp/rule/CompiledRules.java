package org.fastsmtp.rule;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of one domain in one version, compiled. Immutable and shared by all threads; evaluated once for each mail and domain, in time
 * linear in the mail and in the number of rules.
 */
public final class CompiledRules {
    private record CompiledRuleset(Ruleset ruleset, List<CompiledRule> rules) {}

    private final long version;
    private final List<CompiledRuleset> rulesets;
    private final int weight;

    private CompiledRules(long version, List<CompiledRuleset> rulesets, int weight) {
        this.version = version;
        this.rulesets = List.copyOf(rulesets);
        this.weight = weight;
    }

    /** A rule that cannot be run does not fail here, only when a mail needs it. */
    public static CompiledRules of(DomainRules rules) {
        Matchers matchers = new Matchers();
        List<CompiledRuleset> compiled = new ArrayList<>();
        int weight = 0;
        for (Ruleset ruleset : rules.rulesets()) {
            List<CompiledRule> of = ruleset.rules().stream()
                    .map(rule -> CompiledRule.of(rule, matchers))
                    .toList();
            compiled.add(new CompiledRuleset(ruleset, of));
            weight += of.stream()
                    .mapToInt(rule -> RuleWeight.of(rule.rule().text()))
                    .sum();
        }
        matchers.finish();
        weight += matchers.weight();
        return new CompiledRules(rules.version(), compiled, weight);
    }

    /** The version of the rows that these were made from. */
    public long version() {
        return version;
    }

    /** Memory that they hold, estimated, in bytes. */
    int weight() {
        return weight;
    }

    /**
     * What the rules say about a mail (CONTRACT section 4.4).
     *
     * @throws RuleFailure when a rule that the mail needs cannot be evaluated: the mail must be deferred, visibly
     */
    public Decision evaluate(Facts facts) {
        Evaluation mail = new Evaluation(facts);
        Action action = Action.FORWARD;
        Set<String> tags = new LinkedHashSet<>();
        Optional<String> override = Optional.empty();
        boolean preserveRaw = false;
        List<Match> matched = new ArrayList<>();
        int matchCount = 0;
        for (CompiledRuleset ruleset : rulesets) {
            if (!ruleset.ruleset().enabled()) {
                continue;
            }
            for (CompiledRule rule : ruleset.rules()) {
                int number = rule.rule().text().enabled() ? rule.match(mail) : Matcher.MISS;
                if (number == Matcher.MISS) {
                    continue;
                }
                Effect effect = rule.effect();
                action = action.stronger(effect.action());
                tags.addAll(effect.addTags());
                if (effect.webhookUrlOverride().isPresent()) {
                    override = effect.webhookUrlOverride();
                }
                preserveRaw |= effect.preserveRaw();
                if (matchCount++ < Decision.MOST_MATCHES) {
                    matched.add(rule.matched(rule.value(mail, number)));
                }
                if (ruleset.ruleset().stopOnMatch()) {
                    break;
                }
            }
        }
        return new Decision(action, List.copyOf(tags), override, preserveRaw, matched, matchCount, version);
    }

    /** What becomes of every rule, in the order of evaluation. Has no effect, and no failure: a rule that cannot be run is said to be so. */
    public List<Explanation> explain(Facts facts) {
        Evaluation mail = new Evaluation(facts);
        List<Explanation> explanations = new ArrayList<>();
        for (CompiledRuleset ruleset : rulesets) {
            boolean stopped = false;
            for (CompiledRule rule : ruleset.rules()) {
                Explanation explanation = explain(ruleset.ruleset(), rule, mail, stopped);
                stopped |= explanation.outcome() == Explanation.Outcome.MATCHED
                        && ruleset.ruleset().stopOnMatch();
                explanations.add(explanation);
            }
        }
        return explanations;
    }

    private static Explanation explain(Ruleset ruleset, CompiledRule rule, Evaluation mail, boolean stopped) {
        RuleText text = rule.rule().text();
        if (!ruleset.enabled()) {
            return new Explanation(ruleset, rule.rule(), Explanation.Outcome.DISABLED, "", "the ruleset is disabled");
        }
        if (!text.enabled()) {
            return new Explanation(ruleset, rule.rule(), Explanation.Outcome.DISABLED, "", "the rule is disabled");
        }
        if (stopped) {
            return new Explanation(
                    ruleset,
                    rule.rule(),
                    Explanation.Outcome.NOT_REACHED,
                    "",
                    "an earlier rule matched and the ruleset stops on a match");
        }
        if (rule.broken().isPresent()) {
            return new Explanation(
                    ruleset,
                    rule.rule(),
                    Explanation.Outcome.FAILED,
                    "",
                    rule.broken().get());
        }
        int number = rule.match(mail);
        boolean matched = number != Matcher.MISS;
        String seen = rule.value(mail, matched ? number : 0);
        String why = text.field() + " " + text.operator() + (matched ? " holds" : " does not hold for any value");
        return new Explanation(
                ruleset,
                rule.rule(),
                matched ? Explanation.Outcome.MATCHED : Explanation.Outcome.NOT_MATCHED,
                seen,
                why);
    }
}
