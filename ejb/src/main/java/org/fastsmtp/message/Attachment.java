package org.fastsmtp.message;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** A leaf of a message that is not its body. A view of the mail's content; to be used by one thread. */
public final class Attachment {
    private static final String UNNAMED = "unnamed";

    private final Octets octets;
    private final Leaf leaf;
    private Optional<Measure> measure = Optional.empty();

    Attachment(Octets octets, Leaf leaf) {
        this.octets = octets;
        this.leaf = leaf;
    }

    /** As IMAP numbers parts: {@code 2}, {@code 1.3}. Unique in the message; {@code 0} is what of its header was too much. */
    public String partNumber() {
        return leaf.number();
    }

    /** Decoded, and as the sender wrote it: it may hold slashes. {@code unnamed} when there is none. */
    public String filename() {
        return leaf.header().filename().orElse(UNNAMED);
    }

    /** Lower case, without parameters. */
    public String contentType() {
        return leaf.header().type();
    }

    /** Lower case {@code attachment}, {@code inline} or what the sender invented. */
    public Optional<String> disposition() {
        return leaf.header().disposition();
    }

    /** Without angle brackets: what a {@code cid:} address of the HTML names. */
    public Optional<String> contentId() {
        return leaf.header().contentId();
    }

    /** The charset label of a text, as written. */
    public Optional<String> charset() {
        return Optional.of(leaf.header().charset()).filter(label -> !label.isEmpty());
    }

    /** Octets after decoding. */
    public long size() throws IOException {
        return measured().size();
    }

    /** Of the decoded octets, 64 lower-case hexadecimal digits. */
    public String sha256() throws IOException {
        return measured().sha256();
    }

    /** The octets after decoding. The caller closes the stream. */
    public InputStream open() throws IOException {
        return leaf.open(octets);
    }

    private Measure measured() throws IOException {
        if (measure.isEmpty()) {
            try (InputStream in = open()) {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                byte[] block = new byte[8192];
                long size = 0;
                for (int count = in.read(block); count >= 0; count = in.read(block)) {
                    digest.update(block, 0, count);
                    size += count;
                }
                measure = Optional.of(new Measure(size, HexFormat.of().formatHex(digest.digest())));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e); // every Java platform has SHA-256
            }
        }
        return measure.get();
    }

    private record Measure(long size, String sha256) {}
}
