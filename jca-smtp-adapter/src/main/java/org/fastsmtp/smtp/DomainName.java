package org.fastsmtp.smtp;

import com.ibm.icu.text.IDNA;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A domain name in its one form: whatever spelling came in (upper case, Unicode, A-label), equal names are equal objects (finding 9).
 * Mapped by UTS 46 without transitional processing, then held to IDNA 2008 (RFC 5891, RFC 5892), so that what UTS 46 tolerates and IDNA
 * forbids (emoji, {@code _}) is refused. A single label such as {@code localhost} is a name; an address is none; a trailing dot is refused.
 */
public final class DomainName {
    /** RFC 1035 section 2.3.4, without the root's octet. */
    private static final int LONGEST = 253;

    private static final IDNA UTS46 = IDNA.getUTS46Instance(IDNA.USE_STD3_RULES
            | IDNA.CHECK_BIDI
            | IDNA.CHECK_CONTEXTJ
            | IDNA.CHECK_CONTEXTO
            | IDNA.NONTRANSITIONAL_TO_ASCII
            | IDNA.NONTRANSITIONAL_TO_UNICODE);

    /** RFC 5892 section 2.6: letters and marks that are disallowed all the same. */
    private static final String NEVER = "\u0640\u07fa\u302e\u302f\u3031\u3032\u3033\u3034\u3035\u303b";

    /** RFC 5892 sections 2.6 and 2.8: allowed though neither letter, mark nor digit; ICU has checked the context of those that need one. */
    private static final String ALSO = "-\u200c\u200d\u00b7\u0375\u05f3\u05f4\u30fb\u06fd\u06fe\u0f0b\u3007";

    private final String ascii;
    private final String unicode;

    private DomainName(String ascii, String unicode) {
        this.ascii = ascii;
        this.unicode = unicode;
    }

    /**
     * Understands any spelling of a name.
     *
     * @throws InvalidDomainNameException with a reason for people
     */
    public static DomainName parse(String text) throws InvalidDomainNameException {
        Objects.requireNonNull(text);
        if (text.isEmpty()) {
            throw new InvalidDomainNameException("the name is empty");
        }
        if (text.length() > 4 * LONGEST) {
            throw new InvalidDomainNameException("the name is longer than " + LONGEST + " octets");
        }
        return isPlain(text) ? plain(text) : international(text);
    }

    /** A-labels, lower case: what is compared and stored. */
    public String ascii() {
        return ascii;
    }

    /** U-labels: what people read. */
    public String unicode() {
        return unicode;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DomainName name && name.ascii.equals(ascii);
    }

    @Override
    public int hashCode() {
        return ascii.hashCode();
    }

    @Override
    public String toString() {
        return ascii;
    }

    /** Nearly every name in mail: letters, digits, hyphens, dots, and no label that starts with two characters and two hyphens. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letter && c != '-' && c != '.') {
                return false;
            }
        }
        return !text.contains("--");
    }

    private static DomainName plain(String text) throws InvalidDomainNameException {
        int start = 0;
        while (start <= text.length()) {
            int dot = text.indexOf('.', start);
            int end = dot < 0 ? text.length() : dot;
            if (end == start) {
                throw new InvalidDomainNameException("a label is empty");
            }
            if (end - start > 63) {
                throw new InvalidDomainNameException("a label is longer than 63 octets");
            }
            if (text.charAt(start) == '-' || text.charAt(end - 1) == '-') {
                throw new InvalidDomainNameException("a label starts or ends with a hyphen");
            }
            start = end + 1;
        }
        String ascii = text.toLowerCase(Locale.ROOT);
        return checked(ascii, ascii);
    }

    private static DomainName international(String text) throws InvalidDomainNameException {
        IDNA.Info toAscii = new IDNA.Info();
        String ascii = UTS46.nameToASCII(text, new StringBuilder(), toAscii).toString();
        if (toAscii.hasErrors()) {
            throw new InvalidDomainNameException(reason(toAscii.getErrors()));
        }
        IDNA.Info toUnicode = new IDNA.Info();
        String unicode =
                UTS46.nameToUnicode(ascii, new StringBuilder(), toUnicode).toString();
        if (toUnicode.hasErrors()) {
            throw new InvalidDomainNameException(reason(toUnicode.getErrors()));
        }
        if (ascii.endsWith(".")) {
            throw new InvalidDomainNameException("a label is empty");
        }
        if (!unicode.codePoints().allMatch(c -> c == '.' || isAllowed(c))) {
            throw new InvalidDomainNameException("a character is not allowed in names (IDNA 2008)");
        }
        return checked(ascii.toLowerCase(Locale.ROOT), unicode);
    }

    private static DomainName checked(String ascii, String unicode) throws InvalidDomainNameException {
        if (ascii.length() > LONGEST) {
            throw new InvalidDomainNameException("the name is longer than " + LONGEST + " octets");
        }
        String last = ascii.substring(ascii.lastIndexOf('.') + 1);
        if (last.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new InvalidDomainNameException("the last label is a number");
        }
        return new DomainName(ascii, unicode);
    }

    /** RFC 5892 section 3, for text that UTS 46 has already mapped (so it is stable under case folding and NFKC). */
    private static boolean isAllowed(int c) {
        if (NEVER.indexOf(c) >= 0) {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.LOWERCASE_LETTER,
                    Character.OTHER_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.DECIMAL_DIGIT_NUMBER -> !isOldHangulJamo(c);
            default -> ALSO.indexOf(c) >= 0;
        };
    }

    /** RFC 5892 section 2.9. */
    private static boolean isOldHangulJamo(int c) {
        return c >= 0x1100 && c <= 0x11ff || c >= 0xa960 && c <= 0xa97c || c >= 0xd7b0 && c <= 0xd7fb;
    }

    private static String reason(Set<IDNA.Error> errors) {
        return errors.stream()
                .map(error -> switch (error) {
                    case EMPTY_LABEL -> "a label is empty";
                    case LABEL_TOO_LONG -> "a label is longer than 63 octets";
                    case DOMAIN_NAME_TOO_LONG -> "the name is longer than " + LONGEST + " octets";
                    case LEADING_HYPHEN, TRAILING_HYPHEN -> "a label starts or ends with a hyphen";
                    case HYPHEN_3_4 -> "a label has hyphens in places 3 and 4";
                    case PUNYCODE, INVALID_ACE_LABEL -> "a label starting with xn-- is not valid";
                    case BIDI -> "a label mixes directions of writing";
                    default -> "a character is not allowed in names (IDNA 2008)";
                })
                .distinct()
                .sorted()
                .collect(Collectors.joining("; "));
    }
}
