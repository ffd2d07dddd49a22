package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** docs/dependencies.md names every library that the EAR brings. */
class DependenciesIT {
    private static final Path ROOT =
            Path.of(System.getProperty("fastsmtp.root", "..")).toAbsolutePath().normalize();

    @Test
    void every_library_of_the_ear_stands_with_its_licence() throws IOException {
        Set<String> libraries = new TreeSet<>();
        try (InputStream ear = Files.newInputStream(ROOT.resolve("ear/target/fastsmtp.ear"))) {
            collect(ear, libraries);
        }
        String page = Files.readString(ROOT.resolve("docs/dependencies.md"));

        assertThat(libraries).contains("re2j", "subethasmtp");
        assertThat(libraries).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    private static void collect(InputStream archive, Set<String> libraries) throws IOException {
        ZipInputStream zip = new ZipInputStream(archive);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            String name = entry.getName();
            if (name.endsWith(".rar")) {
                collect(zip, libraries);
            } else if (name.endsWith(".jar") && !name.equals("ejb.jar") && !name.startsWith("jca-smtp-adapter")) {
                libraries.add(name.replaceFirst(".*/", "").replaceFirst("-[0-9][^/]*$", ""));
            }
        }
    }
}
