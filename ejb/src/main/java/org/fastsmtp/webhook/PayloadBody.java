package org.fastsmtp.webhook;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The octets of a payload: in memory while small, in a file when large. Closing deletes the file. */
public final class PayloadBody implements Closeable {
    private final byte[] held;
    private final int heldSize;
    private final Optional<Path> file;
    private final long size;
    private final boolean truncated;

    PayloadBody(byte[] held, int heldSize, Optional<Path> file, long size, boolean truncated) {
        this.held = held;
        this.heldSize = heldSize;
        this.file = file;
        this.size = size;
        this.truncated = truncated;
    }

    /** Octets in all. */
    public long size() {
        return size;
    }

    /** Whether anything was cut, or an attachment's content is neither in it nor in storage. */
    public boolean isTruncated() {
        return truncated;
    }

    /** A new stream from the first octet. May be called more than once; the caller closes it. */
    public InputStream open() throws IOException {
        return file.isPresent() ? Files.newInputStream(file.get()) : new ByteArrayInputStream(held, 0, heldSize);
    }

    @Override
    public void close() throws IOException {
        if (file.isPresent()) {
            Files.deleteIfExists(file.get());
        }
    }
}
