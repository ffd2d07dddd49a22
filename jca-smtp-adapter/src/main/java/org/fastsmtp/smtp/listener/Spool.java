package org.fastsmtp.smtp.listener;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory in which content waits that is too large for memory. What lies there belongs to a session under way and to nobody else: a
 * file left behind by a dead server was never acknowledged.
 */
final class Spool {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.smtp");
    private static final String SUFFIX = ".content";

    private final boolean own;
    /** Absent until the first file, where it is our own: most listeners never need one. */
    private Optional<Path> directory;

    private boolean closed;

    private Spool(Optional<Path> directory) {
        this.directory = directory;
        own = directory.isEmpty();
    }

    /** Opens the directory and removes what a former run left in it; without one, a new one in the JVM's temporary directory, when needed. */
    static Spool open(Optional<Path> wanted) throws IOException {
        if (wanted.isPresent()) {
            Files.createDirectories(wanted.get());
        }
        Spool spool = new Spool(wanted);
        spool.clear();
        return spool;
    }

    Path newFile() throws IOException {
        return Files.createTempFile(directory(), "", SUFFIX);
    }

    private synchronized Path directory() throws IOException {
        if (closed) {
            throw new IOException("the spool is closed");
        }
        if (directory.isEmpty()) {
            directory = Optional.of(Files.createTempDirectory("fastsmtp-spool-"));
        }
        return directory.get();
    }

    private void clear() throws IOException {
        if (directory.isEmpty()) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory.get(), "*" + SUFFIX)) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** What cannot be removed, because the directory is gone or a session that was cut still writes, is left to the next {@link #open}. */
    synchronized void close() {
        closed = true;
        try {
            clear();
            if (own && directory.isPresent()) {
                Files.deleteIfExists(directory.get());
                directory = Optional.empty();
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("the spool cannot be cleared: {}", e.getClass().getName());
        }
    }
}
