package org.fastsmtp.authentication;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the public test suites lie; a test that needs one is skipped with a message where it is absent. */
final class Suites {
    private Suites() {}

    static Path path(String relative) {
        Path path = Path.of(System.getProperty("fastsmtp.suites", "../../shared/suites"), relative);
        assumeTrue(Files.exists(path), () -> "skipped: no test suite at " + path);
        return path;
    }
}
