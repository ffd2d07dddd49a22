package org.fastsmtp.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicSuffixesTest {
    private final PublicSuffixes shipped = PublicSuffixes.shipped();

    @Test
    void the_list_that_ships_passes_every_test_line() throws IOException {
        assertThat(misses(shipped)).isEmpty();
    }

    @Test
    void the_list_of_the_suite_passes_every_test_line() throws IOException {
        assertThat(misses(PublicSuffixes.of(Suites.path("psl/public_suffix_list.dat"))))
                .isEmpty();
    }

    private static List<String> misses(PublicSuffixes suffixes) throws IOException {
        List<String> misses = new ArrayList<>();
        int lines = 0;
        for (String line : Files.readAllLines(Suites.path("psl/tests.txt"))) {
            if (line.isBlank() || line.startsWith("//")) {
                continue;
            }
            String[] parts = line.split(" ");
            String wanted = parts[1].equals("null") ? "" : Names.ascii(parts[1]);
            lines++;
            if (!suffixes.organisational(parts[0]).orElse("").equals(wanted) && !parts[0].equals("null")) {
                misses.add(line);
            }
        }
        assertThat(lines).isEqualTo(78);
        return misses;
    }

    @Test
    void customers_of_a_hoster_are_not_one_organisation() {
        assertThat(shipped.organisational("one.github.io")).hasValue("one.github.io");
        assertThat(shipped.organisational("github.io")).isEmpty();
    }

    @Test
    void takes_a_list_of_the_operator(@TempDir Path folder) throws IOException {
        Path list = Files.writeString(folder.resolve("list"), "// mine\nexample\n*.wild.example\n!not.wild.example\n");
        PublicSuffixes mine = PublicSuffixes.of(list);
        assertThat(mine.organisational("a.b.example")).hasValue("b.example");
        assertThat(mine.organisational("a.b.wild.example")).hasValue("a.b.wild.example");
        assertThat(mine.organisational("a.not.wild.example")).hasValue("not.wild.example");
    }
}
