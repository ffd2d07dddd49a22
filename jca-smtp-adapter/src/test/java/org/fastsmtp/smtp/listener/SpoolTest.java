package org.fastsmtp.smtp.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    @Test
    void a_directory_of_its_own_is_there_from_the_first_file_to_the_close() throws Exception {
        Set<Path> before = ownDirectories();
        Spool spool = Spool.open(Optional.empty());
        Spool idle = Spool.open(Optional.empty());
        assertThat(ownDirectories()).isEqualTo(before);
        Path first = spool.newFile();
        assertThat(spool.newFile().getParent()).isEqualTo(first.getParent());
        assertThat(first.getParent().getFileName().toString()).startsWith("fastsmtp-spool-");
        assertThat(Files.getPosixFilePermissions(first.getParent())).hasSize(3);
        spool.close();
        idle.close();
        assertThat(first.getParent()).doesNotExist();
        assertThat(ownDirectories()).isEqualTo(before);
    }

    @Test
    void a_session_left_behind_makes_no_file_after_the_close(@TempDir Path wanted) throws Exception {
        for (Optional<Path> directory : java.util.List.of(Optional.<Path>empty(), Optional.of(wanted))) {
            Spool spool = Spool.open(directory);
            spool.newFile();
            spool.close();
            assertThatThrownBy(spool::newFile).isInstanceOf(IOException.class);
        }
        assertThat(wanted).isEmptyDirectory();
    }

    @Test
    void what_cannot_be_cleared_keeps_no_close_from_ending(@TempDir Path parent) throws Exception {
        Spool gone = Spool.open(Optional.of(parent.resolve("gone")));
        Files.delete(parent.resolve("gone"));
        gone.close();
        Spool inUse = Spool.open(Optional.empty());
        Path foreign = inUse.newFile().resolveSibling("foreign");
        Files.createFile(foreign);
        inUse.close();
        assertThat(foreign).exists();
        Files.delete(foreign);
        Files.delete(foreign.getParent());
    }

    private static Set<Path> ownDirectories() throws IOException {
        try (Stream<Path> list = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return list.filter(path -> path.getFileName().toString().startsWith("fastsmtp-spool-"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
