package org.fastsmtp.webhook;

import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Writes compact JSON in UTF-8 by streams, counts it, and cuts texts to a number of octets: what JSON-P's generator cannot do for a
 * text that should not be in memory. Beyond its limit it writes nothing more and says so.
 */
final class PayloadJson {
    /** No room is too small. */
    static final long UNBOUNDED = Long.MAX_VALUE / 4;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final long limit;
    private final byte[] buffer = new byte[8192];
    private int filled;
    private long written;
    private boolean comma;

    // Of the text that is being written
    private long room;
    private char high;

    PayloadJson(OutputStream out, long limit) {
        this.out = out;
        this.limit = limit;
    }

    /** Octets so far, those beyond the limit included where they were still counted. */
    long written() {
        return written;
    }

    boolean overflowed() {
        return written > limit;
    }

    void open(char bracket) throws IOException {
        separate();
        put(bracket);
        comma = false;
    }

    void close(char bracket) throws IOException {
        put(bracket);
        comma = true;
    }

    void key(String name) throws IOException {
        text(name);
        put(':');
        comma = false;
    }

    void literal(String ascii) throws IOException {
        separate();
        for (int i = 0; i < ascii.length(); i++) {
            put(ascii.charAt(i));
        }
        comma = true;
    }

    void value(JsonValue value) throws IOException {
        separate();
        for (byte octet : value.toString().getBytes(StandardCharsets.UTF_8)) {
            put(octet);
        }
        comma = true;
    }

    void text(CharSequence text) throws IOException {
        text(text, UNBOUNDED);
    }

    /** Writes the longest prefix whose serialised form, quotes included, takes at most {@code octets}; false when that is not all. */
    boolean text(CharSequence text, long octets) throws IOException {
        begin(octets);
        boolean whole = true;
        for (int i = 0; whole && i < text.length(); i++) {
            whole = character(text.charAt(i));
        }
        return end(whole);
    }

    /** The same for a text of any length. */
    boolean text(Reader text, long octets) throws IOException {
        begin(octets);
        boolean whole = true;
        char[] block = new char[4096];
        for (int count = text.read(block); whole && count >= 0 && !overflowed(); count = text.read(block)) {
            for (int i = 0; whole && i < count; i++) {
                whole = character(block[i]);
            }
        }
        return end(whole);
    }

    /** What a text takes when it is written, quotes included. */
    static long length(CharSequence text) {
        long length = 2;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ') {
                length += c == '\n' || c == '\r' || c == '\t' ? 2 : 6;
            } else if (c < 0x80) {
                length += c == '"' || c == '\\' ? 2 : 1;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                length += 4;
                i++;
            } else {
                length += c < 0x800 ? 2 : 3;
            }
        }
        return length;
    }

    /** All of the stream as a text in base64. */
    void base64(InputStream in) throws IOException {
        separate();
        put('"');
        byte[] block = new byte[6 * 1024];
        byte[] encoded = new byte[8 * 1024];
        int count = in.readNBytes(block, 0, block.length);
        while (count > 0 && !overflowed()) {
            // Blocks are multiples of three octets, so only the last one is padded.
            byte[] exact = count == block.length ? block : Arrays.copyOf(block, count);
            int length = Base64.getEncoder().encode(exact, encoded);
            flush();
            written += length;
            if (!overflowed()) {
                out.write(encoded, 0, length);
            }
            count = in.readNBytes(block, 0, block.length);
        }
        put('"');
        comma = true;
    }

    void finish() throws IOException {
        flush();
    }

    private void separate() throws IOException {
        if (comma) {
            put(',');
        }
        comma = false;
    }

    private void begin(long octets) throws IOException {
        separate();
        put('"');
        room = octets - 2;
        high = 0;
    }

    private boolean end(boolean whole) throws IOException {
        boolean all = whole && (high == 0 || codePoint(0xfffd));
        high = 0;
        put('"');
        comma = true;
        return all;
    }

    /** False when it has no room. A surrogate without its other half becomes U+FFFD. */
    private boolean character(char c) throws IOException {
        if (high == 0 && c < 0x80) {
            return ascii(c);
        }
        if (high != 0) {
            char first = high;
            high = 0;
            if (Character.isLowSurrogate(c)) {
                return codePoint(Character.toCodePoint(first, c));
            }
            if (!codePoint(0xfffd)) {
                return false;
            }
        }
        if (Character.isHighSurrogate(c)) {
            high = c;
            return true;
        }
        return c < 0x80 ? ascii(c) : codePoint(Character.isLowSurrogate(c) ? 0xfffd : c);
    }

    private boolean ascii(char c) throws IOException {
        if (c >= ' ' && c != '"' && c != '\\') {
            if (--room < 0) {
                return false;
            }
            put(c);
            return true;
        }
        char shortForm = switch (c) {
            case '"', '\\' -> c;
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\t' -> 't';
            default -> 0;
        };
        room -= shortForm == 0 ? 6 : 2;
        if (room < 0) {
            return false;
        }
        put('\\');
        if (shortForm != 0) {
            put(shortForm);
        } else {
            put('u');
            put('0');
            put('0');
            put(HEX[c >> 4]);
            put(HEX[c & 15]);
        }
        return true;
    }

    private boolean codePoint(int c) throws IOException {
        int length = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        room -= length;
        if (room < 0) {
            return false;
        }
        if (length == 2) {
            put(0xc0 | c >> 6);
        } else if (length == 3) {
            put(0xe0 | c >> 12);
            put(0x80 | c >> 6 & 0x3f);
        } else {
            put(0xf0 | c >> 18);
            put(0x80 | c >> 12 & 0x3f);
            put(0x80 | c >> 6 & 0x3f);
        }
        put(0x80 | c & 0x3f);
        return true;
    }

    private void put(int octet) throws IOException {
        if (filled == buffer.length) {
            flush();
        }
        buffer[filled++] = (byte) octet;
        written++;
    }

    private void flush() throws IOException {
        if (!overflowed()) {
            out.write(buffer, 0, filled);
        }
        filled = 0;
    }
}
