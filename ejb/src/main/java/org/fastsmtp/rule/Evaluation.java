package org.fastsmtp.rule;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** One mail under the rules of one domain: every field is asked for, normalised, folded and searched at most once. */
final class Evaluation {
    private final Facts facts;
    private final Map<Field, Values> fields = new HashMap<>();
    private final Map<Search, int[]> searches = new IdentityHashMap<>();

    Evaluation(Facts facts) {
        this.facts = facts;
    }

    /** What one field holds, in NFC; a missing field is one empty text (CONTRACT section 4.2). */
    static final class Values {
        private final List<String> exact;
        private List<String> folded;

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

    int[] found(Search search) {
        int[] found = searches.get(search);
        if (found == null) {
            found = search.in(this);
            searches.put(search, found);
        }
        return found;
    }

    static String nfc(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }
}
