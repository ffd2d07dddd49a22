package org.fastsmtp.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every field × operator × case: CONTRACT sections 4.1 to 4.3 and the additions. */
class ConditionTableTest {
    private static final String TEXT = "Invoice 42: Ärger mit Ελλάς";

    /** Operator, the rule's value, the field's value, whether it holds when case does not count, and when it does. */
    private record Row(String operator, String value, String seen, boolean folded, boolean exact) {}

    private static final List<Row> ROWS = List.of(
            new Row("equals", TEXT, TEXT, true, true),
            new Row("equals", "iNVOICE 42: äRGER MIT ΕΛΛΆΣ", TEXT, true, false),
            new Row("equals", "Invoice 42", TEXT, false, false),
            new Row("equals", "", "", true, true),
            new Row("not_equals", TEXT, TEXT, false, false),
            new Row("not_equals", "INVOICE 42: ÄRGER MIT ΕΛΛΆΣ", TEXT, false, true),
            new Row("not_equals", "Invoice 42", TEXT, true, true),
            new Row("contains", "42: Ärger", TEXT, true, true),
            new Row("contains", "42: ÄRGER", TEXT, true, false),
            new Row("contains", "43", TEXT, false, false),
            new Row("contains", "", TEXT, true, true),
            new Row("contains", "Ελλάσ", TEXT, true, false),
            new Row("not_contains", "42: Ärger", TEXT, false, false),
            new Row("not_contains", "42: ÄRGER", TEXT, false, true),
            new Row("not_contains", "43", TEXT, true, true),
            new Row("starts_with", "Inv", TEXT, true, true),
            new Row("starts_with", "iNV", TEXT, true, false),
            new Row("starts_with", "42", TEXT, false, false),
            new Row("starts_with", "", TEXT, true, true),
            new Row("ends_with", "Ελλάς", TEXT, true, true),
            new Row("ends_with", "ΕΛΛΆΣ", TEXT, true, false),
            new Row("ends_with", "mit", TEXT, false, false),
            new Row("regex", "^Invoice \\d+: Ä", TEXT, true, true),
            new Row("regex", "^invoice \\d+: ä", TEXT, true, false),
            new Row("regex", "ärger", TEXT, true, false),
            new Row("regex", "invoice$", TEXT, false, false),
            new Row("regex", "^$", "", true, true),
            new Row("matches", "Inv.*mit", TEXT, true, true),
            new Row("matches", "inv.*MIT", TEXT, true, false),
            new Row("not_matches", "Inv.*mit", TEXT, false, false),
            new Row("not_matches", "inv.*MIT", TEXT, false, true),
            new Row("not_matches", "43", TEXT, true, true),
            new Row("exists", "", TEXT, true, true),
            new Row("exists", "whatever", " \t ", false, false),
            new Row("exists", "whatever", "", false, false),
            new Row("greater_than", "41", "42", true, true),
            new Row("greater_than", "42", "42", false, false),
            new Row("greater_than", "41.5", " +42.0 ", true, true),
            new Row("greater_than", "-3", "-2.5", true, true),
            new Row("greater_than", "9", "10", true, true),
            new Row("greater_than", "1", TEXT, false, false),
            new Row("greater_than", "1", "1e9", false, false),
            new Row("less_than", "43", "42", true, true),
            new Row("less_than", "42", "42", false, false),
            new Row("less_than", "1", "", false, false),
            new Row("in", "a, Invoice ,c", "Invoice", true, true),
            new Row("in", "a,INVOICE,c", "Invoice", true, false),
            new Row("in", "a,b", "Invoice", false, false),
            new Row("in", "[\"x, y\", \"Invoice, 42\"]", "Invoice, 42", true, true),
            new Row("in", "[\"x, y\"]", "x", false, false));

    static Stream<Arguments> table() {
        return Stream.concat(Field.names().stream(), Stream.of("header:X-Test"))
                .flatMap(field -> ROWS.stream().map(row -> Arguments.of(field, row)));
    }

    @ParameterizedTest
    @MethodSource("table")
    void holds_as_the_table_says(String field, Row row) {
        Facts mail = Rules.mail(Field.parse(field).orElseThrow().toString(), row.seen());
        RuleText rule = RuleText.of(field, row.operator(), row.value());

        assertThat(Rules.holds(rule, mail)).as("folded").isEqualTo(row.folded());
        assertThat(Rules.holds(Rules.caseSensitive(rule), mail)).as("exact").isEqualTo(row.exact());
    }

    @ParameterizedTest
    @MethodSource("table")
    void the_table_holds_for_ten_rules_together_too(String field, Row row) {
        Facts mail = Rules.mail(Field.parse(field).orElseThrow().toString(), row.seen());
        RuleText[] rules = new RuleText[20];
        for (int i = 0; i < rules.length; i++) {
            rules[i] = i % 2 == 0
                    ? RuleText.of(field, row.operator(), row.value())
                    : RuleText.of(field, "contains", "\u0001 not there " + i);
        }

        int matches = Rules.compiled(Rules.ruleset(false, rules)).evaluate(mail).matchCount();

        assertThat(matches).isEqualTo(row.folded() ? 10 : 0);
    }

    @ParameterizedTest
    @MethodSource("operators")
    void every_operator_stands_in_the_table(Operator operator) {
        assertThat(ROWS).anyMatch(row -> row.operator().equals(operator.toString()));
    }

    static Stream<Operator> operators() {
        return Stream.of(Operator.values());
    }
}
