package org.fastsmtp.mail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.fastsmtp.smtp.Content;

/**
 * The body of a queue message, taken from the broker once and read as often as wanted: in memory when it is small, in a file that goes
 * away with {@link #close} when it is large. The broker writes into {@link #sink()}: it hands a large body over piece by piece to whoever
 * gives it a stream, and would put it into memory as a whole for whoever asks for its octets.
 */
public final class SpooledContent implements Content, AutoCloseable {
    private static final int IN_MEMORY = 262_144;

    private final Path directory;
    private final ByteArrayOutputStream small = new ByteArrayOutputStream();
    private Optional<Path> file = Optional.empty();
    private Optional<OutputStream> large = Optional.empty();
    private long size;

    /** @param directory made when it is needed */
    public SpooledContent(Path directory) {
        this.directory = Objects.requireNonNull(directory);
    }

    /** Takes the octets; closing it, or the first look at the content, ends that. */
    public OutputStream sink() {
        return new Sink();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public InputStream open() throws IOException {
        finish();
        return file.isPresent() ? Files.newInputStream(file.get()) : new ByteArrayInputStream(small.toByteArray());
    }

    /** What follows the first octets: goes away with this. */
    public Content from(long offset) {
        return new Content() {
            @Override
            public long size() {
                return size - offset;
            }

            @Override
            public InputStream open() throws IOException {
                InputStream octets = SpooledContent.this.open();
                octets.skipNBytes(offset);
                return octets;
            }
        };
    }

    private void finish() throws IOException {
        if (large.isPresent()) {
            large.get().close();
            large = Optional.empty();
        }
    }

    private void write(byte[] octets, int offset, int length) throws IOException {
        if (file.isEmpty() && size + length > IN_MEMORY) {
            file = Optional.of(Files.createTempFile(Files.createDirectories(directory), "mail", ".spool"));
            large = Optional.of(Files.newOutputStream(file.get()));
            small.writeTo(large.get());
            small.reset();
        }
        large.orElse(small).write(octets, offset, length);
        size += length;
    }

    @Override
    public void close() throws IOException {
        finish();
        if (file.isPresent()) {
            Files.deleteIfExists(file.get());
        }
    }

    private final class Sink extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            SpooledContent.this.write(octets, offset, length);
        }

        @Override
        public void close() throws IOException {
            finish();
        }
    }
}
