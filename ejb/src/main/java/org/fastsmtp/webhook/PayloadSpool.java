package org.fastsmtp.webhook;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Collects a payload: in memory up to a bound, then in a file. */
final class PayloadSpool extends OutputStream {
    private static final int IN_MEMORY = 256 * 1024;

    private final Path directory;
    private byte[] held;
    private int heldSize;
    private Optional<Path> file = Optional.empty();
    private OutputStream out = OutputStream.nullOutputStream();
    private long size;

    PayloadSpool(Path directory, long expected) {
        this.directory = directory;
        this.held = new byte[(int) Math.max(1024, Math.min(IN_MEMORY, expected))];
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        size += length;
        if (file.isEmpty() && heldSize + length > IN_MEMORY) {
            Path path = Files.createTempFile(directory, "payload-", ".json");
            file = Optional.of(path);
            out = Files.newOutputStream(path);
            out.write(held, 0, heldSize);
            held = new byte[0];
            heldSize = 0;
        }
        if (file.isPresent()) {
            out.write(source, offset, length);
            return;
        }
        if (heldSize + length > held.length) {
            held = Arrays.copyOf(held, Math.min(IN_MEMORY, Math.max(held.length * 2, heldSize + length)));
        }
        System.arraycopy(source, offset, held, heldSize, length);
        heldSize += length;
    }

    /** Hands what was collected over: from now on it is the body's to delete. */
    PayloadBody finish(boolean truncated) throws IOException {
        out.close();
        return new PayloadBody(held, heldSize, file, size, truncated);
    }

    /** Forgets what was collected. */
    void discard() throws IOException {
        out.close();
        if (file.isPresent()) {
            Files.deleteIfExists(file.get());
        }
    }
}
