package org.fastsmtp.rule;

import java.util.List;

/**
 * What rules may know of one mail: decoded text, as the payload shows it. A field is asked for at most once in an evaluation, and only when
 * a rule needs it.
 */
@FunctionalInterface
public interface Facts {
    /**
     * All instances of the field in the order of the mail; empty when there is none, which rules see as one empty text. Booleans are
     * {@code true} and {@code false}, numbers plain digits, the null sender {@code <>}.
     */
    List<String> values(Field field);

    /**
     * The value of {@code body}: both texts with a newline between, without white space around, cut (CONTRACT section 4.2).
     *
     * @param maxCharacters Unicode code points, the setting {@code rules_max_body_size}
     */
    static String body(String text, String html, int maxCharacters) {
        String body = (text + "\n" + html).strip();
        return body.codePointCount(0, body.length()) <= maxCharacters
                ? body
                : body.substring(0, body.offsetByCodePoints(0, maxCharacters));
    }
}
