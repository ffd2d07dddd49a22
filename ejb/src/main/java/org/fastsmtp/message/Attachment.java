package org.fastsmtp.message;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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

    /** Whether {@link #size()} is at most {@code limit}; mostly known without reading, because decoding shortens. */
    public boolean isAtMost(long limit) throws IOException {
        boolean shortens = leaf.header().encoding() != TransferEncoding.UUENCODE;
        return shortens && leaf.end() - leaf.start() <= limit || size() <= limit;
    }

    /**
     * The octets after decoding. The caller closes the stream. Whoever has read it to its end gets {@link #size()} and {@link #sha256()}
     * without another reading.
     */
    public InputStream open() throws IOException {
        InputStream in = leaf.open(octets);
        return measure.isPresent() ? in : new Measuring(in);
    }

    private Measure measured() throws IOException {
        if (measure.isEmpty()) {
            try (InputStream in = open()) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
        return measure.orElseThrow();
    }

    private record Measure(long size, String sha256) {}

    private final class Measuring extends FilterInputStream {
        private final MessageDigest digest = sha256Digest();
        private long count;

        Measuring(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = in.read(target, offset, length);
            if (read > 0) {
                digest.update(target, offset, read);
                count += read;
            } else if (read < 0 && measure.isEmpty()) {
                measure = Optional.of(new Measure(count, HexFormat.of().formatHex(digest.digest())));
            }
            return read;
        }

        @Override
        public long skip(long wanted) throws IOException {
            byte[] block = new byte[(int) Math.min(8192, Math.max(1, wanted))];
            return wanted <= 0 ? 0 : Math.max(0, read(block, 0, block.length));
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        private static MessageDigest sha256Digest() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e); // every Java platform has SHA-256
            }
        }
    }
}
