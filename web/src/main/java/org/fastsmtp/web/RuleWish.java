package org.fastsmtp.web;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fastsmtp.rule.RuleCheck;
import org.fastsmtp.rule.RuleLimits;
import org.fastsmtp.rule.RuleText;

/** What a body says about a rule. Faults of its single fields are told here; the rule as a whole is judged once more when it is stored. */
final class RuleWish {
    private static final int ANY_LENGTH = Integer.MAX_VALUE;

    private final Set<String> read = new HashSet<>();
    private final Fields body;
    private final Optional<String> name;
    private final Optional<String> field;
    private final Optional<String> operator;
    private final Optional<String> value;
    private final Optional<Boolean> caseSensitive;
    private final Optional<String> action;
    private final Optional<String> webhookUrlOverride;
    private final Optional<List<String>> addTags;
    private final Optional<Boolean> preserveRaw;
    private final Optional<Boolean> enabled;

    private RuleWish(Fields body) {
        this.body = body;
        name = body.nullableString("name", 1, RuleLimits.MAX_NAME);
        field = noted("field", body.optionalString("field", 0, RuleLimits.MAX_FIELD));
        operator = noted("operator", body.optionalString("operator", 0, ANY_LENGTH));
        value = noted("value", body.optionalString("value", 0, RuleLimits.MAX_VALUE));
        caseSensitive = body.optionalBool("case_sensitive");
        action = noted("action", body.optionalString("action", 0, ANY_LENGTH));
        webhookUrlOverride = noted("webhook_url_override", body.nullableUrl("webhook_url_override"));
        addTags = noted("add_tags", body.optionalStrings("add_tags", RuleLimits.MAX_TAGS, RuleLimits.MAX_TAG));
        preserveRaw = body.optionalBool("preserve_raw");
        enabled = body.optionalBool("is_enabled");
    }

    static RuleWish forCreation(Fields body, RuleCheck check) {
        for (String needed : List.of("field", "operator", "value")) {
            if (!body.has(needed)) {
                body.requiredString(needed, 0, ANY_LENGTH);
            }
        }
        return checked(body, check);
    }

    static RuleWish forUpdate(Fields body, RuleCheck check) {
        return checked(body, check);
    }

    /** A field that could not be read has its fault already, and stands in as a good one here. */
    private static RuleWish checked(Fields body, RuleCheck check) {
        RuleWish wish = new RuleWish(body);
        check.faults(wish.appliedTo(RuleText.of("subject", "exists", ""))).stream()
                .filter(fault -> wish.read.contains(fault.field()))
                .forEach(fault -> body.valueError(fault.field(), fault.message()));
        return wish;
    }

    boolean wantsRaw() {
        return preserveRaw.orElse(false);
    }

    /** A new rule. */
    RuleText text() {
        return appliedTo(RuleText.of("", "", ""));
    }

    /** A rule with what was sent changed. */
    RuleText appliedTo(RuleText stored) {
        return new RuleText(
                body.has("name") ? name : stored.name(),
                field.orElse(stored.field()),
                operator.orElse(stored.operator()),
                value.orElse(stored.value()),
                caseSensitive.orElse(stored.caseSensitive()),
                action.orElse(stored.action()),
                body.has("webhook_url_override") ? webhookUrlOverride : stored.webhookUrlOverride(),
                addTags.orElse(stored.addTags()),
                preserveRaw.orElse(stored.preserveRaw()),
                enabled.orElse(stored.enabled()));
    }

    private <T> Optional<T> noted(String name, Optional<T> found) {
        if (found.isPresent()) {
            read.add(name);
        }
        return found;
    }
}
