package org.fastsmtp.rule;

import java.util.Optional;

/**
 * A rule ready to run.
 *
 * @param matcher misses always when the rule is broken
 * @param broken why the rule cannot be run: it was stored by another version, or by hand
 */
record CompiledRule(Rule rule, Matcher matcher, Effect effect, Optional<String> broken) {
    private static final Matcher NEVER = mail -> Matcher.MISS;

    static CompiledRule of(Rule rule, Matchers matchers) {
        RuleText text = rule.text();
        Optional<Action> action = Action.parse(text.action());
        Effect effect =
                new Effect(action.orElse(Action.TAG), text.webhookUrlOverride(), text.addTags(), text.preserveRaw());
        try {
            if (action.isEmpty()) {
                throw new IllegalArgumentException("unknown action " + Match.cut(text.action()));
            }
            Matcher matcher = text.enabled() ? matchers.compile(condition(text)) : NEVER;
            return new CompiledRule(rule, matcher, effect, Optional.empty());
        } catch (IllegalArgumentException e) {
            return new CompiledRule(rule, NEVER, effect, Optional.of(e.getMessage()));
        }
    }

    /** @throws IllegalArgumentException when the words say no condition */
    static Condition condition(RuleText text) {
        Field field = Field.parse(text.field())
                .orElseThrow(() -> new IllegalArgumentException("unknown field " + Match.cut(text.field())));
        Operator operator = Operator.parse(text.operator())
                .orElseThrow(() -> new IllegalArgumentException("unknown operator " + Match.cut(text.operator())));
        return new Condition.Comparison(field, operator, text.value(), text.caseSensitive());
    }

    /** @throws RuleFailure when the rule is broken */
    int match(Evaluation mail) {
        if (broken.isPresent()) {
            throw new RuleFailure(rule.id(), broken.get());
        }
        return matcher.match(mail);
    }

    Match matched(String valueSeen) {
        RuleText text = rule.text();
        return new Match(rule.rulesetId(), rule.id(), text.name(), text.field(), text.operator(), valueSeen, effect);
    }

    /** The value with this number, as the rule saw it. */
    String value(Evaluation mail, int number) {
        return Field.parse(rule.text().field())
                .map(field -> mail.values(field).of(true).get(number))
                .orElse("");
    }
}
