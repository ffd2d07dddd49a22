package org.fastsmtp.message;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Finds the parts of a mail (RFC 2046 section 5.1) in one pass over its lines. Keeps offsets, not octets, and never recurses: time is
 * linear in the mail, memory in the limits. Every octet of a body ends in exactly one leaf, except what stands around the parts of a
 * multipart that has some.
 */
final class PartScanner {
    private enum State {
        HEADER,
        BODY,
        /** Before the first part or after the last. */
        AROUND
    }

    private final Octets octets;
    private final MessageLimits limits;
    private final List<Leaf> leaves = new ArrayList<>();
    private final Deque<Multipart> open = new ArrayDeque<>();
    private List<Header> headers = List.of();

    private State state = State.HEADER;
    private Fields fields;
    private String number = "";
    private PartHeader part = PartHeader.of(List.of(), "text/plain");
    private long partStart;
    private long bodyStart;
    private boolean isRoot = true;
    private long lastLineEnd;
    private int parts;

    PartScanner(Octets octets, MessageLimits limits) {
        this.octets = octets;
        this.limits = limits;
        this.fields = Fields.ofMessage(limits);
    }

    List<Header> headers() {
        return headers;
    }

    List<Leaf> leaves() {
        return leaves;
    }

    void scan() throws IOException {
        try (Lines line = octets.lines()) {
            while (line.next()) {
                if (!open.isEmpty() && !line.isContinuation() && isDelimiter(line)) {
                    if (parts > limits.maxParts()) {
                        rest();
                        return;
                    }
                } else if (state == State.HEADER) {
                    headerLine(line);
                }
                lastLineEnd = line.endOffset();
            }
        }
        endPart(octets.size());
        while (!open.isEmpty()) {
            pop(octets.size());
        }
    }

    private void headerLine(Lines line) {
        if (line.isEmpty() && !line.isContinuation()) {
            beginBody(line.startOffset(), line.nextOffset());
        } else if (!fields.accept(line)) {
            beginBody(line.startOffset(), line.startOffset());
        }
    }

    private void beginBody(long headerEnd, long start) {
        List<RawField> found = fields.finish();
        if (isRoot) {
            headers = found.stream().map(RawField::decoded).toList();
            if (fields.overflow() >= 0) {
                leaves.add(new Leaf(
                        "0",
                        PartHeader.opaque("text/rfc822-headers", "headers.txt"),
                        "",
                        fields.overflow(),
                        headerEnd));
            }
        }
        part = PartHeader.of(found, !open.isEmpty() && open.peek().isDigest ? "message/rfc822" : "text/plain");
        bodyStart = start;
        state = State.BODY;
        if (part.isMultipart() && !part.boundary().isEmpty()) {
            if (open.size() < limits.maxDepth()) {
                open.push(new Multipart(part, number, start, isRoot));
                state = State.AROUND;
            } else {
                part = PartHeader.opaque("application/octet-stream", "unparsed.eml");
                bodyStart = partStart;
            }
        }
        isRoot = false;
    }

    /** Whether the line delimits parts of an open multipart; if so, acts on it. The innermost that it fits is meant. */
    private boolean isDelimiter(Lines line) {
        byte[] buffer = line.buffer();
        int start = line.start();
        int end = line.end();
        if (end - start < 3 || buffer[start] != '-' || buffer[start + 1] != '-') {
            return false;
        }
        for (Multipart multipart : open) {
            int tail = start + 2 + multipart.boundary.length;
            if (tail <= end && multipart.isBoundary(buffer, start + 2)) {
                boolean closes = end - tail >= 2 && buffer[tail] == '-' && buffer[tail + 1] == '-';
                if (isBlank(buffer, closes ? tail + 2 : tail, end)) {
                    delimiter(multipart, closes, line);
                    return true;
                }
            }
        }
        return false;
    }

    /** Padding that transport added (RFC 2046 section 5.1.1). */
    private static boolean isBlank(byte[] buffer, int from, int to) {
        for (int at = from; at < to; at++) {
            if (buffer[at] != ' ' && buffer[at] != '\t') {
                return false;
            }
        }
        return true;
    }

    private void delimiter(Multipart multipart, boolean closes, Lines line) {
        endPart(lastLineEnd);
        while (open.peek() != multipart) {
            pop(lastLineEnd);
        }
        if (closes) {
            // It stays open: should its boundary come again, a part comes again.
            state = State.AROUND;
            return;
        }
        parts++;
        multipart.children++;
        number = multipart.number.isEmpty()
                ? String.valueOf(multipart.children)
                : multipart.number + "." + multipart.children;
        partStart = line.nextOffset();
        bodyStart = partStart;
        fields = Fields.ofPart(limits);
        state = State.HEADER;
    }

    private void endPart(long end) {
        if (state == State.HEADER) {
            beginBody(end, Math.max(end, bodyStart));
        }
        if (state == State.BODY) {
            addLeaf(part, number.isEmpty() ? Leaf.ROOT : number, bodyStart, end);
            state = State.AROUND;
        }
    }

    /** A multipart ends. Where no part was found in it, all of it is text. */
    private void pop(long end) {
        Multipart multipart = open.pop();
        if (multipart.children == 0) {
            addLeaf(
                    multipart.header.withType("text/plain"),
                    multipart.number.isEmpty() ? Leaf.ROOT : multipart.number,
                    multipart.bodyStart,
                    end);
        }
    }

    /** Too many parts: from here on, all of the mail is one. */
    private void rest() {
        leaves.add(new Leaf(
                number, PartHeader.opaque("application/octet-stream", "unparsed.eml"), "", partStart, octets.size()));
    }

    private void addLeaf(PartHeader header, String leafNumber, long start, long end) {
        Multipart parent = open.peek();
        boolean alternative = parent != null && parent.header.is("multipart/alternative");
        PartHeader typed = header.isMultipart() ? header.withType("text/plain") : header;
        leaves.add(new Leaf(leafNumber, typed, alternative ? "in " + parent.number : "", start, Math.max(start, end)));
    }

    /** One that is being read. */
    private static final class Multipart {
        final PartHeader header;
        final byte[] boundary;
        final String number;
        final long bodyStart;
        final boolean isDigest;
        int children;

        Multipart(PartHeader header, String number, long bodyStart, boolean isRoot) {
            this.header = header;
            this.boundary = header.boundary().getBytes(StandardCharsets.UTF_8);
            this.number = isRoot ? "" : number;
            this.bodyStart = bodyStart;
            this.isDigest = header.is("multipart/digest");
        }

        boolean isBoundary(byte[] buffer, int at) {
            for (int i = 0; i < boundary.length; i++) {
                if (buffer[at + i] != boundary[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
