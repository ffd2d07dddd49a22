package org.fastsmtp.smtp.listener;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The header section of a mail, as far as a receiver must look at it: the Message-ID, and Authentication-Results fields that bear our own
 * name, which only a forger can have put there (RFC 8601 section 5). Understanding the message is not done here.
 */
final class Header {
    private static final String RESULTS = "authentication-results:";
    private static final String MESSAGE_ID = "message-id:";
    private static final String RECEIVED = "received:";

    /** One field: from its name to the end of its last line, CRLF included. */
    private record Field(int from, int to) {}

    private final boolean complete;
    private final List<Field> results;
    private final Optional<String> messageId;
    private final int hops;

    private Header(boolean complete, List<Field> results, Optional<String> messageId, int hops) {
        this.complete = complete;
        this.results = results;
        this.messageId = messageId;
        this.hops = hops;
    }

    /** Reads the section at the start of {@code octets}, whose lines end with CRLF. */
    static Header in(byte[] octets, int count) {
        List<Field> results = new ArrayList<>(0);
        Optional<String> messageId = Optional.empty();
        int hops = 0;
        int start = 0;
        while (start < count) {
            if (!isField(octets, start, count)) {
                return new Header(true, results, messageId, hops); // the empty line, or a body without a header
            }
            int end = endOfField(octets, start, count);
            if (startsWith(octets, start, end, RESULTS)) {
                results.add(new Field(start, end));
            } else if (startsWith(octets, start, end, RECEIVED)) {
                hops++;
            } else if (messageId.isEmpty() && startsWith(octets, start, end, MESSAGE_ID)) {
                String value = text(octets, start + MESSAGE_ID.length(), end).strip();
                messageId = value.isEmpty() ? Optional.empty() : Optional.of(value);
            }
            start = end;
        }
        return new Header(false, results, messageId, hops);
    }

    /** A name of printable characters and a colon (RFC 5322 section 2.2), or as much of it as has come. */
    private static boolean isField(byte[] octets, int from, int count) {
        int i = from;
        while (i < count && octets[i] > ' ' && octets[i] < 127 && octets[i] != ':') {
            i++;
        }
        return i == count || i > from && (octets[i] == ':' || octets[i] == ' ' || octets[i] == '\t');
    }

    private static int endOfField(byte[] octets, int from, int count) {
        int i = from;
        while (i < count) {
            if (octets[i++] == '\n' && (i == count || octets[i] != ' ' && octets[i] != '\t')) {
                return i;
            }
        }
        return count;
    }

    private static boolean startsWith(byte[] octets, int from, int to, String lowerCaseName) {
        if (to - from < lowerCaseName.length()) {
            return false;
        }
        for (int i = 0; i < lowerCaseName.length(); i++) {
            byte c = octets[from + i];
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lowerCaseName.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static String text(byte[] octets, int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Whether the empty line after the header section was seen. */
    boolean isComplete() {
        return complete;
    }

    /** How many servers have had this mail before. */
    int hops() {
        return hops;
    }

    Optional<String> messageId() {
        return messageId;
    }

    /** Closes the gaps that forged fields leave. Returns the new number of octets. */
    int withoutForgedResults(byte[] octets, int count, String hostname) {
        int target = 0;
        int source = 0;
        for (Field field : results) {
            if (issuer(text(octets, field.from() + RESULTS.length(), field.to()))
                    .equalsIgnoreCase(hostname)) {
                System.arraycopy(octets, source, octets, target, field.from() - source);
                target += field.from() - source;
                source = field.to();
            }
        }
        if (source == 0 && target == 0) {
            return count;
        }
        System.arraycopy(octets, source, octets, target, count - source);
        return target + count - source;
    }

    /** The authserv-id: the first word after white space and comments, without quotes (RFC 8601 section 2.2). */
    private static String issuer(String value) {
        int i = 0;
        int depth = 0;
        while (i < value.length()) {
            char c = value.charAt(i);
            if (c == '\\' && depth > 0) {
                i++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && depth > 0) {
                depth--;
            } else if (depth == 0 && !Character.isWhitespace(c)) {
                break;
            }
            i++;
        }
        int end = i;
        while (end < value.length() && ";( \t\r\n/".indexOf(value.charAt(end)) < 0) {
            end++;
        }
        return value.substring(Math.min(i, end), end).replace("\"", "").toLowerCase(Locale.ROOT);
    }
}
