package org.fastsmtp.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;

/**
 * Content-Transfer-Encoding (RFC 2045 section 6), read leniently: no input is an error and no octet that could be meant is dropped. An
 * unknown encoding is taken as identity.
 */
enum TransferEncoding {
    IDENTITY,
    BASE64,
    QUOTED_PRINTABLE,
    UUENCODE;

    private static final byte[] BASE64_VALUES = new byte[256];

    static {
        Arrays.fill(BASE64_VALUES, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            BASE64_VALUES[alphabet.charAt(i)] = (byte) i;
        }
    }

    static TransferEncoding of(String label) {
        return switch (label.strip().toLowerCase(Locale.ROOT)) {
            case "base64" -> BASE64;
            case "quoted-printable" -> QUOTED_PRINTABLE;
            case "x-uuencode", "uuencode", "x-uue", "uue" -> UUENCODE;
            default -> IDENTITY;
        };
    }

    InputStream decode(InputStream in) {
        return switch (this) {
            case IDENTITY -> in;
            case BASE64 -> new Base64Stream(in);
            case QUOTED_PRINTABLE -> new QuotedPrintableStream(in);
            case UUENCODE -> new UuencodeStream(in);
        };
    }

    /** Decodes a piece of a text, as in an encoded word. */
    static byte[] base64(String text, int from, int to) {
        byte[] decoded = new byte[(to - from) * 3 / 4 + 3];
        int length = 0;
        int bits = 0;
        int count = 0;
        for (int at = from; at < to; at++) {
            char c = text.charAt(at);
            int value = c < 256 ? BASE64_VALUES[c] : -1;
            if (value >= 0) {
                bits = bits << 6 | value;
                count += 6;
                if (count >= 8) {
                    count -= 8;
                    decoded[length++] = (byte) (bits >> count);
                }
            } else if (c == '=') {
                count = 0;
            }
        }
        return Arrays.copyOf(decoded, length);
    }

    /** Decodes by the block: a subclass turns input octets into output octets and keeps its state between calls. */
    private abstract static class Decoder extends InputStream {
        private final InputStream in;
        private final byte[] raw = new byte[8192];
        private boolean ended;
        private int at;

        protected byte[] out = new byte[8192 + 256];
        protected int filled;

        Decoder(InputStream in) {
            this.in = in;
        }

        abstract void decode(byte[] raw, int length);

        /** The input has ended: what is still held back goes out. */
        void end() {}

        final void put(int octet) {
            if (filled == out.length) {
                out = Arrays.copyOf(out, out.length * 2);
            }
            out[filled++] = (byte) octet;
        }

        @Override
        public int read() throws IOException {
            return more() ? out[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!more()) {
                return -1;
            }
            int count = Math.min(length, filled - at);
            System.arraycopy(out, at, target, offset, count);
            at += count;
            return count;
        }

        private boolean more() throws IOException {
            while (at == filled) {
                if (ended) {
                    return false;
                }
                at = 0;
                filled = 0;
                int count = in.read(raw, 0, raw.length);
                if (count < 0) {
                    ended = true;
                    end();
                } else {
                    decode(raw, count);
                }
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    private static final class Base64Stream extends Decoder {
        private int bits;
        private int count;

        Base64Stream(InputStream in) {
            super(in);
        }

        @Override
        void decode(byte[] raw, int length) {
            int at = 0;
            while (at < length) {
                if (count == 0 && at + 4 <= length) {
                    int quantum = BASE64_VALUES[raw[at] & 0xff] << 18
                            | BASE64_VALUES[raw[at + 1] & 0xff] << 12
                            | BASE64_VALUES[raw[at + 2] & 0xff] << 6
                            | BASE64_VALUES[raw[at + 3] & 0xff];
                    if (quantum >= 0) {
                        put(quantum >> 16);
                        put(quantum >> 8);
                        put(quantum);
                        at += 4;
                        continue;
                    }
                }
                one(raw[at++]);
            }
        }

        private void one(byte octet) {
            int value = BASE64_VALUES[octet & 0xff];
            if (value >= 0) {
                bits = bits << 6 | value;
                count += 6;
                if (count >= 8) {
                    count -= 8;
                    put(bits >> count);
                }
            } else if (octet == '=') {
                // Padding: what follows is a new run. Some senders encode in pieces and join them.
                count = 0;
            }
        }
    }

    private static final class QuotedPrintableStream extends Decoder {
        /** What was read since an equals sign and may yet turn out to be no escape. */
        private final byte[] held = new byte[64];

        private int heldCount;

        QuotedPrintableStream(InputStream in) {
            super(in);
        }

        @Override
        void decode(byte[] raw, int length) {
            for (int at = 0; at < length; at++) {
                byte octet = raw[at];
                if (heldCount > 0) {
                    escaped(octet);
                } else if (octet == '=') {
                    held[heldCount++] = octet;
                } else {
                    put(octet);
                }
            }
        }

        private void escaped(byte octet) {
            if (octet == '\n') {
                if (heldCount == 2 && Character.digit(held[1], 16) >= 0) {
                    literal();
                    put(octet);
                }
                heldCount = 0; // a soft line break, with any white space before its end
            } else if (heldCount == 1 && Character.digit(octet, 16) >= 0) {
                held[heldCount++] = octet;
            } else if (heldCount == 2 && Character.digit(held[1], 16) >= 0 && Character.digit(octet, 16) >= 0) {
                put(Character.digit(held[1], 16) << 4 | Character.digit(octet, 16));
                heldCount = 0;
            } else if (isBlank(octet) && heldCount < held.length && (heldCount == 1 || isBlank(held[1]))) {
                held[heldCount++] = octet;
            } else {
                literal();
                if (octet == '=') {
                    held[heldCount++] = octet;
                } else {
                    put(octet);
                }
            }
        }

        private void literal() {
            for (int i = 0; i < heldCount; i++) {
                put(held[i]);
            }
            heldCount = 0;
        }

        @Override
        void end() {
            if (heldCount > 1) {
                literal();
            }
        }

        private static boolean isBlank(byte octet) {
            return octet == ' ' || octet == '\t' || octet == '\r';
        }
    }

    /** Lines between {@code begin} and {@code end}, without the former: the part's range starts after it. */
    private static final class UuencodeStream extends Decoder {
        private final byte[] line = new byte[256];
        private int lineLength;
        private boolean finished;

        UuencodeStream(InputStream in) {
            super(in);
        }

        @Override
        void decode(byte[] raw, int length) {
            for (int at = 0; at < length; at++) {
                if (raw[at] == '\n') {
                    line();
                } else if (lineLength < line.length) {
                    line[lineLength++] = raw[at];
                }
            }
        }

        @Override
        void end() {
            line();
        }

        private void line() {
            int length = lineLength > 0 && line[lineLength - 1] == '\r' ? lineLength - 1 : lineLength;
            lineLength = 0;
            if (finished || length == 0) {
                return;
            }
            if (length >= 3 && line[0] == 'e' && line[1] == 'n' && line[2] == 'd') {
                finished = true;
                return;
            }
            int octets = (line[0] - ' ') & 0x3f;
            for (int at = 1, done = 0; done < octets; at += 4) {
                int quantum = six(at, length) << 18
                        | six(at + 1, length) << 12
                        | six(at + 2, length) << 6
                        | six(at + 3, length);
                for (int shift = 16; shift >= 0 && done < octets; shift -= 8, done++) {
                    put(quantum >> shift);
                }
            }
        }

        /** Blanks at the end of a line are often lost: they mean zero. */
        private int six(int at, int length) {
            return at < length ? (line[at] - ' ') & 0x3f : 0;
        }
    }
}
