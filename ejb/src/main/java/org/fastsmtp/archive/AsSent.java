package org.fastsmtp.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.fastsmtp.smtp.Content;

/** A stored mail as its client sent it: without the {@code Received} field that this server put before it (CONTRACT section 3.5). */
final class AsSent implements Content {
    private static final String OURS = "Received:";
    private static final int LONGEST = 8192;

    private final Content stored;
    private final int trace;

    private AsSent(Content stored, int trace) {
        this.stored = stored;
        this.trace = trace;
    }

    static AsSent of(Content stored) throws IOException {
        Objects.requireNonNull(stored);
        try (InputStream in = stored.open()) {
            return new AsSent(stored, trace(in.readNBytes(LONGEST)));
        }
    }

    /** Octets up to the end of the first field, with its continued lines. */
    private static int trace(byte[] head) {
        for (int i = 0; i < OURS.length(); i++) {
            if (i >= head.length || head[i] != OURS.charAt(i)) {
                return 0;
            }
        }
        for (int i = 0; i + 2 < head.length; i++) {
            if (head[i] == '\r' && head[i + 1] == '\n' && head[i + 2] != ' ' && head[i + 2] != '\t') {
                return i + 2;
            }
        }
        return 0;
    }

    @Override
    public long size() {
        return stored.size() - trace;
    }

    @Override
    public InputStream open() throws IOException {
        InputStream in = stored.open();
        in.skipNBytes(trace);
        return in;
    }
}
