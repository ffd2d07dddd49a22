package org.fastsmtp.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.fastsmtp.smtp.Content;

/** The octets of a mail and ranges of them: small mail is held in memory, large mail is opened again. */
final class Octets {
    private static final int WINDOW = 64 * 1024;
    private static final byte[] NOT_HELD = new byte[0];

    private final Content content;
    private final byte[] held;
    private final long size;
    /** Of a content that is not held: the last stretch in which small ranges were opened. */
    private byte[] window = NOT_HELD;

    private long windowStart;

    private Octets(Content content, byte[] held, long size) {
        this.content = content;
        this.held = held;
        this.size = size;
    }

    static Octets of(Content content, int memoryThreshold) throws IOException {
        if (content.size() > memoryThreshold) {
            return new Octets(content, NOT_HELD, content.size());
        }
        try (InputStream in = content.open()) {
            byte[] all = in.readNBytes((int) content.size());
            return new Octets(content, all, all.length);
        }
    }

    long size() {
        return size;
    }

    Lines lines() throws IOException {
        return isHeld() ? new Lines(held) : new Lines(content.open());
    }

    /** A new stream over the octets from {@code start} to before {@code end}. The caller closes it. */
    InputStream open(long start, long end) throws IOException {
        if (isHeld()) {
            return new ByteArrayInputStream(held, (int) start, (int) (end - start));
        }
        if (end - start <= WINDOW) {
            return fromWindow(start, end);
        }
        InputStream in = content.open();
        try {
            in.skipNBytes(start);
            return new Range(in, end - start);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** A thousand small parts are not a thousand openings of a large content. */
    private InputStream fromWindow(long start, long end) throws IOException {
        if (start < windowStart || end > windowStart + window.length) {
            try (InputStream in = content.open()) {
                in.skipNBytes(start);
                window = in.readNBytes(WINDOW);
                windowStart = start;
            }
        }
        int from = (int) (start - windowStart);
        return new ByteArrayInputStream(window, from, Math.min((int) (end - start), window.length - from));
    }

    private boolean isHeld() {
        return held != NOT_HELD;
    }

    /** The first octets of a stream. */
    private static final class Range extends InputStream {
        private final InputStream in;
        private long left;

        Range(InputStream in, long length) {
            this.in = in;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = in.read(target, offset, (int) Math.min(length, left));
            if (count > 0) {
                left -= count;
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
