package org.fastsmtp.message;

import java.io.InputStream;

/** Lines between {@code begin} and {@code end}, without the former: the part's range starts after it. */
final class UuencodeStream extends DecodingStream {
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
            int quantum =
                    six(at, length) << 18 | six(at + 1, length) << 12 | six(at + 2, length) << 6 | six(at + 3, length);
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
