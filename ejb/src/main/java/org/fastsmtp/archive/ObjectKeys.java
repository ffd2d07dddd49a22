package org.fastsmtp.archive;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;

/**
 * The names of objects (CONTRACT sections 3.3 and 3.5). They begin and end as the contract says; between stand the mail's id and the place
 * in the mail, so that neither a repeated Message-ID nor a repeated file name overwrites anything. No text of a sender can leave its place.
 */
final class ObjectKeys {
    /** S3 allows 1 024 octets in all. */
    private static final int LONGEST = 200;

    private static final int LONGEST_ENDING = 20;
    /** The contract's, and what would have a meaning in an address or a path. */
    private static final String REMOVED = "<>\"'\\|?*#%";

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy/MM/dd", Locale.ROOT);

    private ObjectKeys() {}

    /** @param place of the attachment in the mail, from 0 */
    static String attachment(String prefix, String domain, UUID mailId, String messageId, int place, String filename) {
        return join(
                prefix, clean(domain), clean(messageId), mailId.toString(), Integer.toString(place), clean(filename));
    }

    static String raw(String prefix, String domain, UUID mailId, String messageId, Instant receivedAt) {
        String day = DAY.format(receivedAt.atOffset(ZoneOffset.UTC));
        return join(prefix, clean(domain), day, clean(messageId) + '_' + mailId + ".eml");
    }

    private static String join(String prefix, String... rest) {
        String front = prefix.replaceAll("^/+|/+$", "");
        String back = String.join("/", rest);
        return front.isEmpty() ? back : front + '/' + back;
    }

    /** One segment of a path: no slash, no dots at its start, never empty. */
    static String clean(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c == '/' || c == '_' || Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                if (clean.length() > 0 && clean.charAt(clean.length() - 1) != '_') {
                    clean.append('_');
                }
            } else if (isKept(c) && !(c == '.' && endsWithDot(clean))) {
                clean.appendCodePoint(c);
            }
        });
        String trimmed = clean.toString().replaceAll("^[_.]+|[_.]+$", "");
        String cut = cut(trimmed);
        return cut.isEmpty() ? "unnamed" : cut;
    }

    private static boolean isKept(int c) {
        int type = Character.getType(c);
        return REMOVED.indexOf(c) < 0
                && type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.UNASSIGNED;
    }

    /** At the start a dot is trimmed anyway, and two in a row are one. */
    private static boolean endsWithDot(StringBuilder text) {
        return text.length() > 0 && text.charAt(text.length() - 1) == '.';
    }

    /** Cut in front of what follows the last dot, where that is short: receivers look at it. */
    private static String cut(String text) {
        if (octets(text) <= LONGEST) {
            return text;
        }
        int dot = text.lastIndexOf('.');
        String ending = dot > 0 && octets(text.substring(dot)) <= LONGEST_ENDING ? text.substring(dot) : "";
        int room = LONGEST - octets(ending);
        int end = 0;
        int used = 0;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            used += octets(Character.toString(c));
            if (used > room) {
                break;
            }
            end += Character.charCount(c);
        }
        return text.substring(0, end) + ending;
    }

    private static int octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
