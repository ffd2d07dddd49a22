package org.fastsmtp.authentication;

import com.ibm.icu.text.IDNA;
import java.util.Locale;
import java.util.Optional;

/** Domain names as DNS asks for them: A-labels, lower case, no final dot. */
final class Names {
    private static final IDNA UTS46 = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII);
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST = 253;

    private Names() {}

    /** A name that may be written with U-labels; a name that has no ASCII form comes back as it is. */
    static String ascii(String name) {
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        String lower = bare.toLowerCase(Locale.ROOT);
        if (lower.chars().allMatch(c -> c < 128)) {
            return lower;
        }
        IDNA.Info info = new IDNA.Info();
        StringBuilder ascii = new StringBuilder();
        UTS46.nameToASCII(lower, ascii, info);
        return info.hasErrors() ? lower : ascii.toString();
    }

    /** Whether it can be asked: labels of 1 to 63 octets, 253 in all, only ASCII. */
    static boolean canBeAsked(String name) {
        if (name.isEmpty() || name.length() > LONGEST) {
            return false;
        }
        int label = 0;
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == '.') {
                if (label == 0) {
                    return false;
                }
                label = 0;
            } else if (name.charAt(i) > 255 || ++label > LONGEST_LABEL) {
                return false;
            }
        }
        return label > 0;
    }

    /** A host or domain name of letters, digits, hyphens and underscores with at least two labels, normalised; else empty. */
    static Optional<String> domain(String text) {
        String name = ascii(text.strip());
        boolean plain = name.chars()
                .allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.');
        return plain && name.indexOf('.') > 0 && canBeAsked(name) ? Optional.of(name) : Optional.empty();
    }

    static boolean isSameOrBelow(String name, String parent) {
        return name.equals(parent) || name.endsWith("." + parent);
    }
}
