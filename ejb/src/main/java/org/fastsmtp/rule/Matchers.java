package org.fastsmtp.rule;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Compiles the conditions of one domain; what several look for in the same field is searched for once. */
final class Matchers {
    private record Where(Field field, boolean caseSensitive) {}

    /** @param isSelective whether most mails spare its patterns */
    private record Kept(Field field, boolean isSelective) {}

    private final Map<Where, Search> searches = new HashMap<>();
    private final Map<Kept, PatternScan> open = new HashMap<>();
    private final List<PatternScan> scans = new ArrayList<>();

    /** @throws IllegalArgumentException when the condition cannot be run; the message says why */
    Matcher compile(Condition condition) {
        if (condition instanceof Condition.Comparison comparison) {
            Matcher matcher = positive(comparison);
            return comparison.operator().isNegated() ? matcher.negated() : matcher;
        }
        throw new IllegalArgumentException("unknown condition");
    }

    /** After the last condition. */
    void finish() {
        searches.values().forEach(Search::build);
        scans.forEach(PatternScan::build);
    }

    /** Memory beyond that of the rules one by one. */
    int weight() {
        return scans.stream().mapToInt(PatternScan::weight).sum();
    }

    private Matcher positive(Condition.Comparison comparison) {
        Field field = comparison.field();
        boolean exact = comparison.caseSensitive();
        String value = comparison.value();
        String wanted = wanted(value, exact);
        return switch (comparison.operator().positive()) {
            case EQUALS -> mail -> mail.values(field).of(exact).indexOf(wanted);
            case CONTAINS -> {
                Search search = search(field, exact);
                int number = search.add(wanted);
                yield mail -> search.first(number, mail);
            }
            case STARTS_WITH -> any(field, exact, text -> text.startsWith(wanted));
            case ENDS_WITH -> any(field, exact, text -> text.endsWith(wanted));
            case EXISTS -> any(field, true, text -> !text.isBlank());
            case REGEX -> pattern(field, RulePattern.compile(Evaluation.nfc(value), exact));
            case GREATER_THAN -> compared(field, number(value), sign -> sign > 0);
            case LESS_THAN -> compared(field, number(value), sign -> sign < 0);
            case IN -> {
                Set<String> list = ValueList.parse(value).stream()
                        .map(item -> wanted(item, exact))
                        .collect(Collectors.toUnmodifiableSet());
                yield any(field, exact, list::contains);
            }
            default -> throw new IllegalArgumentException("unknown operator");
        };
    }

    private Matcher pattern(Field field, RulePattern pattern) {
        if (!pattern.isSelective()) {
            return scanned(field, pattern);
        }
        // A mail that contains the texts of many costs one pass for all of them, where the text is long.
        Matcher matcher =
                field.kind() == Field.Kind.BODY ? scanned(field, pattern) : any(field, true, pattern::isFoundIn);
        // Most patterns cannot match most mails: the texts that they need are searched for together with all others.
        Search search = search(field, pattern.caseSensitive());
        int[] numbers = pattern.texts().stream().mapToInt(search::add).toArray();
        return mail -> search.hasAny(numbers, mail) ? matcher.match(mail) : Matcher.MISS;
    }

    private Matcher scanned(Field field, RulePattern pattern) {
        Kept kept = new Kept(field, pattern.isSelective());
        PatternScan scan = open.get(kept);
        if (scan == null || scan.isFull()) {
            scan = new PatternScan(field);
            open.put(kept, scan);
            scans.add(scan);
        }
        PatternScan of = scan;
        int number = of.add(pattern);
        return mail -> of.first(number, mail);
    }

    private static Matcher any(Field field, boolean exact, Predicate<String> test) {
        return mail -> {
            List<String> values = mail.values(field).of(exact);
            for (int i = 0; i < values.size(); i++) {
                if (test.test(values.get(i))) {
                    return i;
                }
            }
            return Matcher.MISS;
        };
    }

    private static Matcher compared(Field field, BigDecimal limit, IntPredicate wanted) {
        return mail -> {
            List<Optional<BigDecimal>> numbers = mail.values(field).numbers();
            for (int i = 0; i < numbers.size(); i++) {
                Optional<BigDecimal> number = numbers.get(i);
                if (number.isPresent() && wanted.test(number.get().compareTo(limit))) {
                    return i;
                }
            }
            return Matcher.MISS;
        };
    }

    private static BigDecimal number(String value) {
        return Numbers.parse(value).orElseThrow(() -> new IllegalArgumentException("the value is not a number"));
    }

    private static String wanted(String value, boolean exact) {
        String normal = Evaluation.nfc(value);
        return exact ? normal : CaseFold.of(normal);
    }

    private Search search(Field field, boolean caseSensitive) {
        return searches.computeIfAbsent(
                new Where(field, caseSensitive), where -> new Search(where.field(), where.caseSensitive()));
    }
}
