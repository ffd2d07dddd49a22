package org.fastsmtp.message;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * A cursor over the lines of a mail, ended by LF or CRLF, with their offsets. A line longer than the window comes in pieces; all but the
 * first of them are {@link #isContinuation() continuations}. Memory is bounded by the window.
 */
final class Lines implements Closeable {
    private static final int WINDOW = 64 * 1024;

    private final InputStream in;
    private byte[] buffer;
    private int filled;
    private long base;
    private boolean ended;

    private int start;
    private int end;
    private int next;
    private boolean partial;
    private boolean continuation;

    Lines(byte[] all) {
        this.in = InputStream.nullInputStream();
        this.buffer = all;
        this.filled = all.length;
        this.ended = true;
    }

    Lines(InputStream in) {
        this.in = in;
        this.buffer = new byte[WINDOW];
    }

    /** Moves to the next line or piece of one. */
    boolean next() throws IOException {
        continuation = partial;
        int searched = next;
        while (true) {
            int lineFeed = indexOfLineFeed(searched);
            if (lineFeed >= 0) {
                start = next;
                next = lineFeed + 1;
                end = lineFeed > start && buffer[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
                partial = false;
                return true;
            }
            int unread = filled - next;
            if (ended) {
                return piece(unread);
            }
            if (unread == WINDOW) {
                // A CR stays for the next piece: it may be the first half of a line's end.
                return piece(buffer[filled - 1] == '\r' ? unread - 1 : unread);
            }
            fill();
            searched = next + unread;
        }
    }

    byte[] buffer() {
        return buffer;
    }

    /** Where the line begins in the buffer. */
    int start() {
        return start;
    }

    /** Where the line ends in the buffer, without its CRLF. */
    int end() {
        return end;
    }

    boolean isContinuation() {
        return continuation;
    }

    boolean isEmpty() {
        return start == end;
    }

    long startOffset() {
        return base + start;
    }

    long endOffset() {
        return base + end;
    }

    long nextOffset() {
        return base + next;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean piece(int length) {
        start = next;
        next += length;
        end = next;
        partial = true;
        return length > 0;
    }

    private int indexOfLineFeed(int from) {
        for (int at = from; at < filled; at++) {
            if (buffer[at] == '\n') {
                return at;
            }
        }
        return -1;
    }

    private void fill() throws IOException {
        if (next > 0) {
            System.arraycopy(buffer, next, buffer, 0, filled - next);
            base += next;
            filled -= next;
            next = 0;
        }
        int count = in.read(buffer, filled, buffer.length - filled);
        if (count < 0) {
            ended = true;
        } else {
            filled += count;
        }
    }
}
