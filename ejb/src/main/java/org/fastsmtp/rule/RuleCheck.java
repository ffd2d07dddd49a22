package org.fastsmtp.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Says everything that is wrong with a rule or ruleset before it is stored, at creation and at update alike (finding 21). */
public final class RuleCheck {
    private final Function<String, Optional<String>> urlFault;

    /** @param urlFault what is wrong with a URL to which mail shall go; empty when nothing is */
    public RuleCheck(Function<String, Optional<String>> urlFault) {
        this.urlFault = urlFault;
    }

    public List<RuleFault> faults(RulesetText text) {
        List<RuleFault> faults = new ArrayList<>();
        length("name", text.name(), 1, RuleLimits.MAX_NAME, faults::add);
        storable("name", text.name(), faults::add);
        if (text.priority() < 0) {
            faults.add(new RuleFault("priority", "greater_than_equal", "Input should be greater than or equal to 0"));
        }
        if (text.priority() > RuleLimits.MAX_PRIORITY) {
            faults.add(new RuleFault(
                    "priority", "less_than_equal", "Input should be less than or equal to " + RuleLimits.MAX_PRIORITY));
        }
        return faults;
    }

    public List<RuleFault> faults(RuleText text) {
        List<RuleFault> faults = new ArrayList<>();
        text.name().ifPresent(name -> {
            length("name", name, 1, RuleLimits.MAX_NAME, faults::add);
            storable("name", name, faults::add);
        });
        checkField(text.field(), faults::add);
        checkValue(text, faults::add);
        if (Action.parse(text.action()).isEmpty()) {
            faults.add(wrong("action", "Invalid action. Must be one of: " + List.of(Action.values())));
        }
        text.webhookUrlOverride().ifPresent(url -> checkUrl(url, faults::add));
        checkTags(text.addTags(), faults::add);
        return faults;
    }

    private static void checkField(String field, Consumer<RuleFault> faults) {
        if (field.length() > RuleLimits.MAX_FIELD) {
            faults.accept(tooLong("field", RuleLimits.MAX_FIELD));
        } else if (Field.parse(field).isEmpty()) {
            faults.accept(wrong("field", "Invalid field. Must be header:<name> or one of: " + Field.names()));
        }
    }

    private static void checkValue(RuleText text, Consumer<RuleFault> faults) {
        Optional<Operator> operator = Operator.parse(text.operator());
        if (operator.isEmpty()) {
            faults.accept(wrong("operator", "Invalid operator. Must be one of: " + List.of(Operator.values())));
        }
        boolean isPattern = operator.filter(o -> o.positive() == Operator.REGEX).isPresent();
        int longest = isPattern ? RuleLimits.MAX_PATTERN : RuleLimits.MAX_VALUE;
        if (text.value().length() > longest) {
            faults.accept(tooLong("value", longest));
            return;
        }
        storable("value", text.value(), faults);
        operator.flatMap(o -> valueFault(o, text)).ifPresent(fault -> faults.accept(wrong("value", fault)));
    }

    /** What keeps the value from being one of its operator. */
    private static Optional<String> valueFault(Operator operator, RuleText text) {
        try {
            switch (operator.positive()) {
                case REGEX -> RulePattern.compile(Evaluation.nfc(text.value()), text.caseSensitive());
                case IN -> ValueList.parse(text.value());
                case GREATER_THAN, LESS_THAN -> {
                    if (Numbers.parse(text.value()).isEmpty()) {
                        return Optional.of("Invalid number. " + operator + " needs a decimal number");
                    }
                }
                default -> {
                    // any text will do
                }
            }
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of((operator == Operator.IN ? "Invalid list. " : "Invalid regex. ") + e.getMessage());
        }
    }

    private void checkUrl(String url, Consumer<RuleFault> faults) {
        if (url.length() > RuleLimits.MAX_URL) {
            faults.accept(new RuleFault(
                    "webhook_url_override",
                    "url_too_long",
                    "URL should have at most " + RuleLimits.MAX_URL + " characters"));
            return;
        }
        storable("webhook_url_override", url, faults);
        urlFault.apply(url).ifPresent(fault -> faults.accept(wrong("webhook_url_override", fault)));
    }

    private static void checkTags(List<String> tags, Consumer<RuleFault> faults) {
        if (tags.size() > RuleLimits.MAX_TAGS) {
            faults.accept(new RuleFault(
                    "add_tags",
                    "too_long",
                    "List should have at most " + RuleLimits.MAX_TAGS + " items, not " + tags.size()));
            return;
        }
        tags.forEach(tag -> {
            length("add_tags", tag, 1, RuleLimits.MAX_TAG, faults);
            storable("add_tags", tag, faults);
        });
    }

    private static void length(String field, String text, int least, int most, Consumer<RuleFault> faults) {
        int length = text.codePointCount(0, text.length());
        if (length < least) {
            faults.accept(
                    new RuleFault(field, "string_too_short", "String should have at least " + least + " character"));
        } else if (length > most) {
            faults.accept(tooLong(field, most));
        }
    }

    /** No database stores U+0000 in text, and half a surrogate pair has no UTF-8. */
    private static void storable(String field, String text, Consumer<RuleFault> faults) {
        boolean unstorable = text.codePoints().anyMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
        if (unstorable) {
            faults.accept(wrong(field, "must not contain NUL or half a surrogate pair"));
        }
    }

    private static RuleFault tooLong(String field, int most) {
        return new RuleFault(field, "string_too_long", "String should have at most " + most + " characters");
    }

    private static RuleFault wrong(String field, String message) {
        return new RuleFault(field, "value_error", message);
    }
}
