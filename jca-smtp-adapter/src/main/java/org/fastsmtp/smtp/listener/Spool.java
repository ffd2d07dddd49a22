package org.fastsmtp.smtp.listener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The directory in which content waits that is too large for memory. What lies there belongs to a session under way and to nobody else: a
 * file left behind by a dead server was never acknowledged.
 */
final class Spool {
    private static final String SUFFIX = ".content";

    private final Path directory;
    private final boolean own;

    private Spool(Path directory, boolean own) {
        this.directory = directory;
        this.own = own;
    }

    /** Opens the directory and removes what a former run left in it; without one, a new one in the JVM's temporary directory. */
    static Spool open(Optional<Path> wanted) throws IOException {
        if (wanted.isEmpty()) {
            return new Spool(Files.createTempDirectory("fastsmtp-spool-"), true);
        }
        Path directory = Files.createDirectories(wanted.get());
        Spool spool = new Spool(directory, false);
        spool.clear();
        return spool;
    }

    Path newFile() throws IOException {
        return Files.createTempFile(directory, "", SUFFIX);
    }

    private void clear() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        }
    }

    void close() {
        try {
            clear();
            if (own) {
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
