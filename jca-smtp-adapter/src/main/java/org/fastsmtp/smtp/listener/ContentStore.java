package org.fastsmtp.smtp.listener;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.fastsmtp.smtp.Content;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the content of one mail as it comes: in memory up to a bound, then in a file. The header section must fit in memory, because fields
 * are taken out of it before the rest is known. Belongs to one session; whoever makes one closes it.
 */
final class ContentStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.smtp");
    private static final int FIRST = 8192;

    private final Spool spool;
    private final int inMemory;
    private final String hostname;
    private final Optional<MessageDigest> digest;

    private byte[] memory;
    private int used;
    private Optional<Path> file = Optional.empty();
    private Optional<OutputStream> toFile = Optional.empty();
    private long inFile;
    private Optional<Header> header = Optional.empty();
    private boolean abandoned;
    private boolean headerTooLarge;
    private boolean storageFull;

    /**
     * @param hostname our own name: Authentication-Results that claim to be ours are forged and taken out
     * @param digest fed with the content as received
     * @param expected what the client declared, or 0; only a hint
     */
    ContentStore(Spool spool, int inMemory, String hostname, Optional<MessageDigest> digest, long expected) {
        this.spool = spool;
        this.inMemory = inMemory;
        this.hostname = hostname;
        this.digest = digest;
        this.memory = new byte[(int) Math.min(inMemory, Math.max(FIRST, expected + 512))];
    }

    /** Takes octets. A failure of the disk is remembered ({@link #isStorageFull}), for the client must be heard out first. */
    void write(byte[] buffer, int from, int count) {
        if (abandoned) {
            return;
        }
        digest.ifPresent(sum -> sum.update(buffer, from, count));
        try {
            if (toFile.isEmpty() && used + count > inMemory) {
                spill();
            }
            if (toFile.isPresent()) {
                toFile.get().write(buffer, from, count);
                inFile += count;
            } else if (!abandoned) {
                remember(buffer, from, count);
            }
        } catch (IOException e) {
            storageFull = true;
            abandon();
        }
    }

    private void remember(byte[] buffer, int from, int count) {
        if (used + count > memory.length) {
            memory = Arrays.copyOf(memory, Math.min(inMemory, Math.max(memory.length * 2, used + count)));
        }
        System.arraycopy(buffer, from, memory, used, count);
        used += count;
    }

    /** Forgets what came and ignores what comes: the mail is refused, the client just does not know it yet. */
    void abandon() {
        abandoned = true;
        memory = new byte[0];
        used = 0;
        close();
    }

    private void spill() throws IOException {
        header = Optional.of(Header.in(memory, used));
        if (!header.get().isComplete()) {
            headerTooLarge = true;
            abandon();
            return;
        }
        used = header.get().withoutForgedResults(memory, used, hostname);
        Path path = spool.newFile();
        file = Optional.of(path);
        OutputStream out = Files.newOutputStream(path);
        toFile = Optional.of(out);
        out.write(memory, 0, used);
        inFile = used;
        memory = new byte[0];
        used = 0;
    }

    boolean isHeaderTooLarge() {
        return headerTooLarge;
    }

    boolean isStorageFull() {
        return storageFull;
    }

    /** To be called once, when all has come, before {@link #header} and {@link #content}. */
    void complete() {
        if (abandoned) {
            return;
        }
        try {
            if (toFile.isPresent()) {
                toFile.get().close();
                toFile = Optional.empty();
            } else {
                header = Optional.of(Header.in(memory, used));
                used = header.get().withoutForgedResults(memory, used, hostname);
            }
        } catch (IOException e) {
            storageFull = true;
            abandon();
        }
    }

    /** The header section, unless the content was abandoned. */
    Optional<Header> header() {
        return header;
    }

    /** The content with {@code received} before it. Readable until this store is closed. */
    Content content(byte[] received) {
        byte[] octets = memory;
        int count = used;
        long size = received.length + (file.isPresent() ? inFile : count);
        Optional<Path> path = file;
        return new Content() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public InputStream open() throws IOException {
                InputStream rest = path.isPresent()
                        ? Files.newInputStream(path.get())
                        : new ByteArrayInputStream(octets, 0, count);
                return new SequenceInputStream(new ByteArrayInputStream(received), rest);
            }
        };
    }

    @Override
    public void close() {
        try {
            if (toFile.isPresent()) {
                toFile.get().close();
            }
            if (file.isPresent()) {
                Files.deleteIfExists(file.get());
            }
        } catch (IOException e) {
            LOG.warn("spool file left behind: {}", e.getClass().getName()); // removed at the next start
        }
        toFile = Optional.empty();
        file = Optional.empty();
    }
}
