package org.fastsmtp.message;

import java.io.InputStream;

/** RFC 2045 section 6.7; what is no escape stays as it is. */
final class QuotedPrintableStream extends DecodingStream {
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
