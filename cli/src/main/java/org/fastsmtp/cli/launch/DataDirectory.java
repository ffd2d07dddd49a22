package org.fastsmtp.cli.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import org.fastsmtp.cli.Failure;

/**
 * Where the embedded database, the journal, the transaction store and the keys lie: readable by its owner alone. Every file is written
 * completely under another name and then moved, so that a kill leaves the old one or the new one.
 */
public final class DataDirectory {
    private static final String DIRECTORY_MODE = "rwx------";
    private static final String FILE_MODE = "rw-------";

    private final Path path;
    private final SecureRandom random = new SecureRandom();

    private DataDirectory(Path path) {
        this.path = path;
    }

    /** Makes it if it is missing. */
    public static DataDirectory make(Path path) throws IOException {
        DataDirectory directory = new DataDirectory(path.toAbsolutePath().normalize());
        directory.directory("");
        if (!Files.isWritable(directory.path)) {
            throw Failure.failed("the data directory " + directory.path + " cannot be written");
        }
        return directory;
    }

    public Path path() {
        return path;
    }

    public Path rootKeyFile() {
        return path.resolve("root.key");
    }

    Path encryptionKeyFile() {
        return path.resolve("encryption.key");
    }

    /** A directory below, mode 0700. */
    Path directory(String name) throws IOException {
        Path directory = name.isEmpty() ? path : path.resolve(name);
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, mode(DIRECTORY_MODE));
        }
        return directory;
    }

    /** {@code fsmtp_} and 32 random octets (CONTRACT section 1.2). @return whether it was made now */
    boolean makeRootKey() throws IOException {
        return make(rootKeyFile(), this::newRootKey);
    }

    /** The server goes on with the old one until it is started again. */
    public void replaceRootKey() throws IOException {
        write(rootKeyFile(), newRootKey() + "\n");
    }

    private String newRootKey() {
        return "fsmtp_" + Base64.getUrlEncoder().withoutPadding().encodeToString(octets(32));
    }

    boolean makeEncryptionKey() throws IOException {
        return make(encryptionKeyFile(), () -> Base64.getEncoder().encodeToString(octets(32)));
    }

    /** The same for the life of this directory, at most 23 octets: what finds its in-doubt transactions again. */
    String nodeId() throws IOException {
        Path file = path.resolve("node.id");
        make(file, () -> "n" + HexFormat.of().formatHex(octets(8)));
        String id = Files.readString(file).strip();
        if (!id.matches("[A-Za-z0-9_.-]{1,23}")) {
            throw Failure.failed(file + " holds no node id: 1 to 23 letters, digits, . _ -");
        }
        return id;
    }

    /** Mode 0600, replaced as a whole. */
    void write(Path file, String text) throws IOException {
        Path fresh = Files.createTempFile(file.getParent(), "." + file.getFileName(), "", mode(FILE_MODE));
        Files.writeString(fresh, text, StandardCharsets.UTF_8);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private boolean make(Path file, Content content) throws IOException {
        try {
            if (Files.readString(file).isBlank()) {
                throw Failure.failed(file + " is empty: put the key back, or remove the file and a new one is made");
            }
            return false;
        } catch (NoSuchFileException e) {
            Path fresh = Files.createTempFile(path, "." + file.getFileName(), "", mode(FILE_MODE));
            try {
                Files.writeString(fresh, content.text() + "\n", StandardCharsets.UTF_8);
                // A link, not a move: it never replaces what another start made in between.
                Files.createLink(file, fresh);
                return true;
            } catch (FileAlreadyExistsException other) {
                return false;
            } catch (UnsupportedOperationException noLinks) {
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
                return true;
            } finally {
                Files.deleteIfExists(fresh);
            }
        }
    }

    private byte[] octets(int length) {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        return octets;
    }

    private FileAttribute<?>[] mode(String mode) {
        boolean posix = Files.exists(Path.of("/"))
                && Path.of("/").getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    @FunctionalInterface
    private interface Content {
        String text();
    }
}
