package org.fastsmtp.rule;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What a condition looks at: the fields of CONTRACT section 4.1 and those that DESIGN.md adds.
 *
 * @param header lower-case name of the header field when the kind is {@link Kind#HEADER}, else empty
 */
public record Field(Kind kind, String header) {
    /** Name of a field as rules write it; case-sensitive. */
    public enum Kind {
        FROM,
        TO,
        CC,
        REPLY_TO,
        SUBJECT,
        BODY,
        HAS_ATTACHMENT,
        ATTACHMENT_COUNT,
        SIZE,
        DKIM_RESULT,
        SPF_RESULT,
        DMARC_RESULT,
        CLIENT_IP,
        ENVELOPE_FROM,
        ENVELOPE_TO,
        HEADER;

        final String text = name().toLowerCase(Locale.ROOT);
    }

    private static final String HEADER_PREFIX = "header:";

    public Field {
        Objects.requireNonNull(kind);
        header = header.toLowerCase(Locale.ROOT);
    }

    static Field of(Kind kind) {
        return new Field(kind, "");
    }

    /** Empty when there is no such field, or the header's name is none (RFC 5322 section 3.6.8). */
    public static Optional<Field> parse(String text) {
        if (text.startsWith(HEADER_PREFIX)) {
            String name = text.substring(HEADER_PREFIX.length());
            boolean valid = !name.isEmpty() && name.chars().allMatch(c -> c > 32 && c < 127 && c != ':');
            return valid ? Optional.of(new Field(Kind.HEADER, name)) : Optional.empty();
        }
        return Arrays.stream(Kind.values())
                .filter(kind -> kind != Kind.HEADER && kind.text.equals(text))
                .findAny()
                .map(Field::of);
    }

    /** Every field but the headers. */
    static List<String> names() {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind != Kind.HEADER)
                .map(kind -> kind.text)
                .toList();
    }

    @Override
    public String toString() {
        return kind == Kind.HEADER ? HEADER_PREFIX + header : kind.text;
    }
}
