package org.fastsmtp.smtp.listener;

/**
 * Finds the end of data, removes dot-stuffing and deals with bare CR and LF (RFC 5321 sections 4.1.1.4, 4.5.2 and 2.3.8). Octets are handed on
 * in runs, as they stand in the buffer. Only CRLF.CRLF ends data: a dot after or before a bare CR or LF is data, whatever other servers
 * make of it, because two servers that disagree about the end let a client smuggle a second mail past the first.
 */
final class LineFilter {
    private enum State {
        LINE_START,
        IN_LINE,
        CR,
        DOT,
        DOT_CR
    }

    private static final byte[] CRLF = {'\r', '\n'};

    private final ContentStore store;
    private final SmtpSettings.Content settings;
    private final boolean dots;
    private State state = State.LINE_START;
    private long octets;
    private long line;
    private boolean lineTooLong;
    private boolean bare;
    private boolean complete;

    /** @param dots whether the content is dot-stuffed and ends with a lonely dot (DATA), or is counted (BDAT) */
    LineFilter(ContentStore store, SmtpSettings.Content settings, boolean dots) {
        this.store = store;
        this.settings = settings;
        this.dots = dots;
    }

    /**
     * Takes a part of the buffer.
     *
     * @return where it stopped: {@code to}, or after the final dot ({@link #isComplete} tells)
     */
    int take(byte[] buffer, int from, int to) {
        int run = from; // start of octets that are content as they stand
        int i = from;
        while (i < to) {
            byte c = buffer[i];
            switch (state) {
                case IN_LINE -> {
                    int start = i;
                    while (i < to && buffer[i] != '\r' && buffer[i] != '\n') {
                        i++;
                    }
                    line += i - start;
                    if (i < to) {
                        run = lineBreak(buffer, run, i);
                        i++;
                    }
                }
                case LINE_START -> {
                    if (c == '.' && dots) {
                        flush(buffer, run, i);
                        run = i + 1; // the stuffed dot is no content
                        line = 1;
                        state = State.DOT;
                        i++;
                    } else if (c == '\r' || c == '\n') {
                        run = lineBreak(buffer, run, i);
                        i++;
                    } else {
                        state = State.IN_LINE;
                    }
                }
                case CR -> {
                    if (c == '\n') {
                        endLine();
                        if (run == i) {
                            store.write(CRLF, 0, 2); // the CR came with the buffer before
                            run = i + 1;
                        }
                        i++;
                    } else {
                        // The CR before was alone. It is the last octet of the run, or came with the buffer before.
                        flush(buffer, run, Math.max(run, i - 1));
                        bareBreak();
                        run = i;
                        state = State.IN_LINE;
                    }
                }
                case DOT -> {
                    if (c == '\r') {
                        run = i + 1;
                        state = State.DOT_CR;
                        i++;
                    } else {
                        state = State.IN_LINE;
                    }
                }
                case DOT_CR -> {
                    if (c == '\n') {
                        octets += i + 1 - from - 3; // the dot's own line is no content
                        state = State.LINE_START;
                        complete = true;
                        return i + 1;
                    }
                    bareBreak(); // a dot, a bare CR, then something: data
                    run = i;
                    state = State.IN_LINE;
                }
                default -> throw new IllegalStateException();
            }
        }
        octets += to - from;
        // A CR at the very end waits for its LF.
        flush(buffer, run, state == State.CR && run < to ? to - 1 : to);
        checkLine();
        return to;
    }

    /** Whether the final dot has been read. */
    boolean isComplete() {
        return complete;
    }

    /** Ends counted content (BDAT LAST): a CR that is the last octet is alone. */
    void end() {
        if (state == State.CR) {
            bareBreak();
        }
    }

    /** Octets of content so far as the client sent them: stuffed, CRLF included. */
    long octets() {
        return octets;
    }

    boolean isLineTooLong() {
        return lineTooLong;
    }

    boolean hasBareNewline() {
        return bare;
    }

    /** At a CR or LF at {@code i}, in a line or at its start. Returns the new start of the run. */
    private int lineBreak(byte[] buffer, int run, int i) {
        if (buffer[i] == '\r') {
            state = State.CR;
            return run;
        }
        flush(buffer, run, i);
        bareBreak();
        state = State.IN_LINE; // a dot after a bare LF is not at the start of a line
        return i + 1;
    }

    private void bareBreak() {
        bare = true;
        store.write(CRLF, 0, 2);
        endLine();
        state = State.IN_LINE;
    }

    private void endLine() {
        line += 2;
        checkLine();
        line = 0;
        state = State.LINE_START;
    }

    private void checkLine() {
        lineTooLong |= line > settings.maxLine();
    }

    private void flush(byte[] buffer, int from, int to) {
        if (to > from) {
            store.write(buffer, from, to - from);
        }
    }
}
