package org.fastsmtp.message;

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

    /** By octet: the six bits that it stands for, negative when it is not of the alphabet. */
    static final byte[] BASE64_VALUES = new byte[256];

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
}
