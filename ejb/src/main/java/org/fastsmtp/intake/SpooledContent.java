package org.fastsmtp.intake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fastsmtp.smtp.Content;

/** Octets read once from the queue: in memory when few, in a file that goes away with {@link #close} when many. */
final class SpooledContent implements Content, AutoCloseable {
    private static final int IN_MEMORY = 262_144;

    private final byte[] octets;
    private final Path file;
    private final long size;

    private SpooledContent(byte[] octets, Path file, long size) {
        this.octets = octets;
        this.file = file;
        this.size = size;
    }

    static SpooledContent of(byte[] octets) {
        return new SpooledContent(octets, null, octets.length);
    }

    /** Reads {@code source} to its end. */
    static SpooledContent read(InputStream source, Path directory) throws IOException {
        byte[] first = source.readNBytes(IN_MEMORY + 1);
        if (first.length <= IN_MEMORY) {
            return of(first);
        }
        Path file = Files.createTempFile(Files.createDirectories(directory), "mail", ".spool");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(first);
            long size = first.length + source.transferTo(out);
            return new SpooledContent(new byte[0], file, size);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public InputStream open() throws IOException {
        return file == null ? new ByteArrayInputStream(octets) : Files.newInputStream(file);
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
