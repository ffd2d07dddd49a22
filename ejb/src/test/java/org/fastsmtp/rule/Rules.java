package org.fastsmtp.rule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Rules and mails for tests, in few words. */
final class Rules {
    static final UUID DOMAIN = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

    private Rules() {}

    static RuleText tag(String tag, RuleText text) {
        return with(text, text.action(), List.of(tag), text.webhookUrlOverride());
    }

    static RuleText action(String action, RuleText text) {
        return with(text, action, text.addTags(), text.webhookUrlOverride());
    }

    static RuleText override(String url, RuleText text) {
        return with(text, text.action(), text.addTags(), Optional.of(url));
    }

    private static RuleText with(RuleText text, String action, List<String> tags, Optional<String> url) {
        return new RuleText(
                text.name(),
                text.field(),
                text.operator(),
                text.value(),
                text.caseSensitive(),
                action,
                url,
                tags,
                text.preserveRaw(),
                text.enabled());
    }

    static RuleText caseSensitive(RuleText text) {
        return new RuleText(
                text.name(),
                text.field(),
                text.operator(),
                text.value(),
                true,
                text.action(),
                text.webhookUrlOverride(),
                text.addTags(),
                text.preserveRaw(),
                text.enabled());
    }

    static RuleText disabled(RuleText text) {
        return new RuleText(
                text.name(),
                text.field(),
                text.operator(),
                text.value(),
                text.caseSensitive(),
                text.action(),
                text.webhookUrlOverride(),
                text.addTags(),
                text.preserveRaw(),
                false);
    }

    static RuleText preservingRaw(RuleText text) {
        return new RuleText(
                text.name(),
                text.field(),
                text.operator(),
                text.value(),
                text.caseSensitive(),
                text.action(),
                text.webhookUrlOverride(),
                text.addTags(),
                true,
                text.enabled());
    }

    static Ruleset ruleset(boolean stopOnMatch, RuleText... texts) {
        UUID id = UUID.randomUUID();
        List<Rule> rules = new ArrayList<>();
        for (RuleText text : texts) {
            rules.add(new Rule(UUID.randomUUID(), id, rules.size(), text, THEN, THEN));
        }
        return new Ruleset(id, DOMAIN, "set " + id, 0, stopOnMatch, true, THEN, THEN, rules);
    }

    static CompiledRules compiled(Ruleset... rulesets) {
        return CompiledRules.of(new DomainRules(7, List.of(rulesets)));
    }

    static boolean holds(RuleText text, Facts mail) {
        return compiled(ruleset(false, text)).evaluate(mail).matchCount() == 1;
    }

    static Facts mail(String field, String... values) {
        return mail(Map.of(field, Arrays.asList(values)));
    }

    static Facts mail(Map<String, List<String>> values) {
        return field -> values.getOrDefault(field.toString(), List.of());
    }
}
