package org.fastsmtp.cli.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The server's configuration in the data directory, so that management changes outlive a restart and a new build. It is taken from the build at
 * the first start and whenever the build's own has changed; the one in force till then is kept as {@code *.previous}. Users, groups and roles are
 * the administrator's from the first start on: {@code add-user.sh} writes them here, and no build has any.
 */
final class ServerConfiguration {
    private static final String STAMP = "build.stamp";
    private static final Pattern PEOPLE = Pattern.compile("(mgmt|application)-(users|groups|roles)\\.properties");

    enum Change {
        NONE,
        FIRST,
        REPLACED
    }

    private ServerConfiguration() {}

    static Change bring(Path built, DataDirectory data) throws IOException {
        Path target = data.directory("configuration");
        List<Path> files = files(built);
        String stamp = stamp(built, files);
        Path stampFile = target.resolve(STAMP);
        boolean first = !Files.exists(stampFile);
        if (!first && Files.readString(stampFile).strip().equals(stamp)) {
            return Change.NONE;
        }
        for (Path file : files) {
            Path copy = target.resolve(built.relativize(file).toString());
            if (isOfPeople(file) && Files.exists(copy)) {
                continue;
            }
            Files.createDirectories(copy.getParent());
            if (!first && Files.exists(copy) && Files.mismatch(copy, file) >= 0) {
                Files.move(
                        copy,
                        copy.resolveSibling(copy.getFileName() + ".previous"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        // Last: a kill before it repeats the copy.
        data.write(stampFile, stamp + "\n");
        return first ? Change.FIRST : Change.REPLACED;
    }

    private static boolean isOfPeople(Path file) {
        return PEOPLE.matcher(file.getFileName().toString()).matches();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !directory.relativize(file).toString().contains("_xml_history"))
                    .sorted()
                    .toList();
        }
    }

    private static String stamp(Path directory, List<Path> files) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                if (isOfPeople(file)) {
                    continue;
                }
                digest.update(directory.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                digest.update(Files.readAllBytes(file));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
