package org.fastsmtp.rule;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One mail under the rules of one domain: every field is asked for, normalised, folded and searched at most once. */
final class Evaluation {
    private final Facts facts;
    private final Map<Field, Values> fields = new HashMap<>();
    private final Map<Scan, int[]> scans = new IdentityHashMap<>();

    Evaluation(Facts facts) {
        this.facts = facts;
    }

    /** What one field holds, in NFC; a missing field is one empty text (CONTRACT section 4.2). */
    static final class Values {
        private final List<String> exact;
        private List<String> folded;
        private List<Optional<BigDecimal>> numbers;

        private Values(List<String> exact) {
            this.exact = exact;
        }

        List<String> of(boolean caseSensitive) {
            if (caseSensitive) {
                return exact;
            }
            if (folded == null) {
                folded = exact.stream().map(CaseFold::of).toList();
            }
            return folded;
        }

        /** Empty where a value is no number. */
        List<Optional<BigDecimal>> numbers() {
            if (numbers == null) {
                numbers = exact.stream().map(Numbers::parse).toList();
            }
            return numbers;
        }
    }

    Values values(Field field) {
        Values known = fields.get(field);
        if (known == null) {
            List<String> values = facts.values(field);
            known = new Values(
                    values.isEmpty()
                            ? List.of("")
                            : values.stream().map(Evaluation::nfc).toList());
            fields.put(field, known);
        }
        return known;
    }

    int[] found(Scan scan) {
        int[] found = scans.get(scan);
        if (found == null) {
            found = scan.in(this);
            scans.put(scan, found);
        }
        return found;
    }

    static String nfc(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }
}
