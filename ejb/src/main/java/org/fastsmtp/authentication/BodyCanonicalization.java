package org.fastsmtp.authentication;

import java.util.List;

/**
 * The body as it is signed (RFC 6376 section 3.4.3 and 3.4.4), octet by octet as it streams by, into any number of hashes. Keeps nothing
 * but a buffer: blank lines and blanks are only counted until something follows them.
 */
final class BodyCanonicalization {
    private static final int BUFFER = 8 << 10;

    private final boolean relaxed;
    private final List<BodyHash> hashes;
    private final byte[] out = new byte[BUFFER];
    private int filled;
    private long lineEnds;
    private boolean blank;
    private boolean carriageReturn;
    private boolean something;

    BodyCanonicalization(boolean relaxed, List<BodyHash> hashes) {
        this.relaxed = relaxed;
        this.hashes = hashes;
    }

    void update(byte[] octets, int count) {
        for (int i = 0; i < count; i++) {
            byte octet = octets[i];
            if (octet == '\n' && carriageReturn) {
                carriageReturn = false;
                blank = false; // blanks before a line end are nothing
                lineEnds++;
            } else if (octet == '\r') {
                loneCarriageReturn();
                carriageReturn = true;
            } else if (relaxed && (octet == ' ' || octet == '\t')) {
                loneCarriageReturn();
                blank = true;
            } else {
                loneCarriageReturn();
                held();
                int end = i + 1;
                while (end < count && isPlain(octets[end])) {
                    end++;
                }
                emit(octets, i, end);
                i = end - 1;
            }
        }
    }

    /** After the last octet. */
    void end() {
        loneCarriageReturn();
        if (something || !relaxed) {
            emit((byte) '\r');
            emit((byte) '\n');
        }
        flush();
    }

    /** A carriage return without line feed is an octet like others. */
    private void loneCarriageReturn() {
        if (carriageReturn) {
            carriageReturn = false;
            held();
            emit((byte) '\r');
        }
    }

    private void held() {
        for (; lineEnds > 0; lineEnds--) {
            emit((byte) '\r');
            emit((byte) '\n');
        }
        if (blank) {
            blank = false;
            emit((byte) ' ');
        }
        something = true;
    }

    /** An octet that goes through as it is, after one that did. */
    private boolean isPlain(byte octet) {
        return octet != '\r' && (!relaxed || octet != ' ' && octet != '\t');
    }

    private void emit(byte[] octets, int start, int end) {
        int from = start;
        while (from < end) {
            if (filled == BUFFER) {
                flush();
            }
            int count = Math.min(end - from, BUFFER - filled);
            System.arraycopy(octets, from, out, filled, count);
            filled += count;
            from += count;
        }
    }

    private void emit(byte octet) {
        if (filled == BUFFER) {
            flush();
        }
        out[filled++] = octet;
    }

    private void flush() {
        for (BodyHash hash : hashes) {
            hash.update(out, filled);
        }
        filled = 0;
    }
}
