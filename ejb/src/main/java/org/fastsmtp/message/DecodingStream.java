package org.fastsmtp.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Decodes by the block: a subclass turns input octets into output octets and keeps its state between calls. */
abstract class DecodingStream extends InputStream {
    private final InputStream in;
    private final byte[] raw = new byte[8192];
    private boolean ended;
    private int at;

    protected byte[] out = new byte[8192 + 256];
    protected int filled;

    DecodingStream(InputStream in) {
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
