package org.fastsmtp.rule;

import java.math.BigDecimal;
import java.util.Optional;

/** Plain decimal numbers as mail carries them: sign, digits, fraction; no exponent, whose expansion could be made endless. */
final class Numbers {
    private static final int LONGEST = 40;

    private Numbers() {}

    static Optional<BigDecimal> parse(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        String number = text.strip();
        boolean plain = !number.isEmpty()
                && number.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+');
        if (!plain) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(number));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
