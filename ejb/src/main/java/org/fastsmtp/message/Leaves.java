package org.fastsmtp.message;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who is body and who is attachment (CONTRACT section 3.2, without its faults): each leaf is in exactly one list.
 *
 * <p>Inline plain text and HTML without a file name are body, one after the other; a second text of one kind in the same
 * multipart/alternative is an attachment, and so is everything else.
 */
record Leaves(List<Leaf> text, List<Leaf> html, List<Leaf> attachments) {
    private static final int SNIFFED = 8192;

    static Leaves arrange(List<Leaf> all, Octets octets) throws IOException {
        List<Leaf> text = new ArrayList<>();
        List<Leaf> html = new ArrayList<>();
        List<Leaf> attachments = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Leaf found : all) {
            Leaf leaf = found.header().encoding() == TransferEncoding.UUENCODE ? uuencoded(found, octets) : found;
            boolean isHtml = leaf.header().is("text/html");
            boolean first = text.isEmpty() && html.isEmpty();
            boolean body = isText(leaf)
                    && !leaf.header().isAttachment()
                    && (leaf.header().filename().isEmpty() || first && attachments.isEmpty())
                    && (leaf.alternative().isEmpty() || taken.add(leaf.alternative() + (isHtml ? " html" : " text")));
            (body ? isHtml ? html : text : attachments).add(leaf);
        }
        return new Leaves(List.copyOf(text), List.copyOf(html), List.copyOf(attachments));
    }

    /** Alone in a mail, other text than plain and HTML is its text, unless it is made for programs. */
    private static boolean isText(Leaf leaf) {
        String type = leaf.header().type();
        if (type.equals("text/plain") || type.equals("text/html")) {
            return true;
        }
        return leaf.number().equals(Leaf.ROOT)
                && leaf.header().filename().isEmpty()
                && (type.equals("text/enriched") || type.equals("text/markdown") || type.equals("text/richtext"));
    }

    /** Finds the {@code begin} line; without one the part is taken as it is. */
    private static Leaf uuencoded(Leaf leaf, Octets octets) throws IOException {
        String start;
        try (InputStream in = octets.open(leaf.start(), leaf.end())) {
            start = new String(in.readNBytes(SNIFFED), StandardCharsets.ISO_8859_1);
        }
        int begin = start.startsWith("begin ") ? 0 : start.indexOf("\nbegin ") + 1;
        int lineEnd = start.indexOf('\n', begin);
        if (lineEnd < 0 || !start.startsWith("begin ", begin)) {
            return leaf.with(leaf.header().withEncoding(TransferEncoding.IDENTITY), leaf.start());
        }
        String line = start.substring(begin, lineEnd).strip();
        int name = line.indexOf(' ', "begin ".length());
        PartHeader header = leaf.header();
        if (name > 0 && header.filename().isEmpty()) {
            header = header.withFilename(
                    Charsets.decode(line.substring(name + 1).getBytes(StandardCharsets.ISO_8859_1)));
        }
        return leaf.with(header, leaf.start() + lineEnd + 1);
    }
}
