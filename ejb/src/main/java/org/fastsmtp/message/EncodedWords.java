package org.fastsmtp.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Encoded words (RFC 2047) in a text, decoded leniently and in linear time. White space between two of them goes; adjacent ones of one
 * charset are decoded together, because a character is often split over them.
 */
final class EncodedWords {
    /** No charset name with its language tag is longer. */
    private static final int MAX_CHARSET = 75;

    private final String text;
    private final StringBuilder out = new StringBuilder();
    private final ByteArrayOutputStream run = new ByteArrayOutputStream();
    private String runCharset = "";
    private boolean unfinished;
    private int after;

    private EncodedWords(String text) {
        this.text = text;
    }

    static String decode(String text) {
        return text.contains("=?") ? new EncodedWords(text).decoded() : text;
    }

    private String decoded() {
        int literal = 0;
        int at = text.indexOf("=?");
        while (at >= 0 && !unfinished) {
            String between = text.substring(literal, at);
            boolean adjacent = literal > 0 && between.isBlank();
            if (word(at, adjacent, between)) {
                literal = after;
                at = text.indexOf("=?", after);
            } else {
                at = text.indexOf("=?", at + 2);
            }
        }
        flush();
        return out.append(text, literal, text.length()).toString();
    }

    /** Reads {@code =?charset?encoding?text?=} at {@code at}; false when none is there. */
    private boolean word(int at, boolean adjacent, String between) {
        int charsetEnd = text.indexOf('?', at + 2);
        if (charsetEnd < 0) {
            unfinished = true;
            return false;
        }
        if (charsetEnd == at + 2 || charsetEnd - at > MAX_CHARSET || charsetEnd + 2 >= text.length()) {
            return false;
        }
        char encoding = Character.toLowerCase(text.charAt(charsetEnd + 1));
        if (text.charAt(charsetEnd + 2) != '?' || (encoding != 'b' && encoding != 'q')) {
            return false;
        }
        int end = text.indexOf("?=", charsetEnd + 3);
        if (end < 0) {
            unfinished = true;
            return false;
        }
        String charset = charset(at + 2, charsetEnd);
        if (!adjacent || !charset.equals(runCharset)) {
            flush();
        }
        if (!adjacent) {
            out.append(between);
        }
        runCharset = charset;
        if (encoding == 'b') {
            run.writeBytes(TransferEncoding.base64(text, charsetEnd + 3, end));
        } else {
            quoted(charsetEnd + 3, end);
        }
        after = end + 2;
        return true;
    }

    /** Without the language that RFC 2231 section 5 allows. */
    private String charset(int from, int to) {
        String name = text.substring(from, to).toLowerCase(Locale.ROOT);
        int star = name.indexOf('*');
        return star < 0 ? name : name.substring(0, star);
    }

    private void quoted(int from, int to) {
        for (int at = from; at < to; at++) {
            char c = text.charAt(at);
            if (c == '_') {
                run.write(' ');
            } else if (c == '=' && at + 2 < to && hex(at + 1) >= 0 && hex(at + 2) >= 0) {
                run.write(hex(at + 1) << 4 | hex(at + 2));
                at += 2;
            } else if (c < 0x80) {
                run.write(c);
            } else {
                run.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private int hex(int at) {
        return Character.digit(text.charAt(at), 16);
    }

    private void flush() {
        if (run.size() > 0) {
            out.append(Charsets.decode(Charsets.named(runCharset), run.toByteArray()));
            run.reset();
        }
        runCharset = "";
    }
}
