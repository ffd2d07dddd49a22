package org.fastsmtp.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Collects the header fields of one part, line by line. Beyond its bounds it keeps only the fields that carry structure or identity, and
 * says where the first lost one began.
 */
final class Fields {
    private static final Set<String> NEEDED = Set.of(
            "content-type",
            "content-transfer-encoding",
            "content-disposition",
            "content-id",
            "message-id",
            "from",
            "to",
            "cc",
            "subject",
            "date",
            "reply-to",
            "in-reply-to",
            "references");

    private final boolean ofPart;
    private final int maxFields;
    private final int maxOctets;
    private final List<RawField> fields = new ArrayList<>();
    private final Set<String> seen = new java.util.HashSet<>();
    private final ByteArrayOutputStream value = new ByteArrayOutputStream(128);

    private String name = "";
    private long nameOffset;
    private boolean kept;
    private int octets;
    private long overflow = -1;

    /** The fields of a message. */
    static Fields ofMessage(MessageLimits limits) {
        return new Fields(false, limits.maxHeaders(), limits.maxHeaderOctets());
    }

    /** Those of a part in it: only Content fields are of interest. */
    static Fields ofPart(MessageLimits limits) {
        return new Fields(true, limits.maxHeaders(), limits.maxHeaderOctets());
    }

    private Fields(boolean ofPart, int maxFields, int maxOctets) {
        this.ofPart = ofPart;
        this.maxFields = maxFields;
        this.maxOctets = maxOctets;
    }

    /** Folding undone (RFC 5322 section 2.2.3): ends of lines go, the white space after them stays. */
    static String unfolded(String raw) {
        if (raw.indexOf('\n') < 0 && raw.indexOf('\r') < 0) {
            return raw;
        }
        StringBuilder text = new StringBuilder(raw.length());
        raw.chars().filter(c -> c != '\n' && c != '\r').forEach(c -> text.append((char) c));
        return text.toString();
    }

    /** Takes a line that is not empty; false when it cannot be part of a header, so that the body begins with it. */
    boolean accept(Lines line) {
        byte[] buffer = line.buffer();
        int start = line.start();
        if (line.isContinuation()) {
            append(buffer, start, line.end(), false);
            return true;
        }
        if (buffer[start] == ' ' || buffer[start] == '\t') {
            if (name.isEmpty()) {
                return false;
            }
            append(buffer, start, line.end(), true);
            return true;
        }
        int colon = colon(buffer, start, line.end());
        if (colon < 0) {
            return fields.isEmpty() && name.isEmpty() && isMboxLine(buffer, start, line.end());
        }
        flush();
        int nameEnd = colon;
        while (buffer[nameEnd - 1] == ' ' || buffer[nameEnd - 1] == '\t') {
            nameEnd--;
        }
        name = new String(buffer, start, nameEnd - start, StandardCharsets.US_ASCII);
        nameOffset = line.startOffset();
        kept = isKept();
        append(buffer, colon + 1, line.end(), false);
        return true;
    }

    /** All fields, in order. */
    List<RawField> finish() {
        flush();
        return fields;
    }

    /** Offset of the first field that was not kept or was cut; negative when there is none. */
    long overflow() {
        return overflow;
    }

    private boolean isKept() {
        String lower = name.toLowerCase(Locale.ROOT);
        if (ofPart) {
            return lower.startsWith("content-")
                    && fields.size() < maxFields
                    && NEEDED.contains(lower)
                    && seen.add(lower);
        }
        boolean first = NEEDED.contains(lower) && seen.add(lower);
        return first || (fields.size() < maxFields && octets < maxOctets);
    }

    private void append(byte[] buffer, int from, int to, boolean folded) {
        if (!kept) {
            overflows();
            return;
        }
        int length = to - from + (folded ? 2 : 0);
        if (value.size() + length > maxOctets) {
            overflows();
            length = Math.max(0, maxOctets - value.size());
            value.write(buffer, from, Math.min(length, to - from));
            return;
        }
        if (folded) {
            value.write('\r');
            value.write('\n');
        }
        value.write(buffer, from, to - from);
    }

    private void overflows() {
        if (!ofPart && overflow < 0) {
            overflow = nameOffset;
        }
    }

    private void flush() {
        if (!name.isEmpty() && kept) {
            octets += name.length() + value.size();
            fields.add(new RawField(name, value.toByteArray()));
        }
        value.reset();
        name = "";
    }

    /** The colon after a field name (RFC 5322 section 2.2), white space before it allowed; negative when there is none. */
    private static int colon(byte[] buffer, int start, int end) {
        int at = start;
        while (at < end && buffer[at] > ' ' && buffer[at] != ':' && buffer[at] != 0x7f) {
            at++;
        }
        if (at == start) {
            return -1;
        }
        while (at < end && (buffer[at] == ' ' || buffer[at] == '\t')) {
            at++;
        }
        return at < end && buffer[at] == ':' ? at : -1;
    }

    /** The separator line of an mbox file, which some senders leave on top. */
    private static boolean isMboxLine(byte[] buffer, int start, int end) {
        int at = end - start > 6 && buffer[start] == '>' ? start + 1 : start;
        return end - at > 5
                && buffer[at] == 'F'
                && buffer[at + 1] == 'r'
                && buffer[at + 2] == 'o'
                && buffer[at + 3] == 'm'
                && buffer[at + 4] == ' ';
    }
}
