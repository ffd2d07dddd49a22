package org.fastsmtp.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/configuration.md says what the code says: when it does not, this test prints the table as it should be. */
class ConfigurationDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/configuration.md");

    @Test
    void the_table_lists_every_setting_as_the_code_has_it() throws IOException {
        List<String> rows = Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("| `FASTSMTP_"))
                .toList();

        assertThat(rows)
                .as("the table should be:\n%s", rows().stream().collect(Collectors.joining("\n")))
                .containsExactlyElementsOf(rows());
    }

    private static List<String> rows() {
        return Setting.all().stream()
                .<String>map(setting -> "| `" + setting.variable() + "` | " + setting.form() + " | "
                        + setting.defaultText()
                                .map(text -> text.isEmpty() ? "(empty)" : "`" + text + "`")
                                .orElse("–")
                        + " | " + setting.meaning() + (setting.isSecret() ? " (secret)" : "") + " |")
                .toList();
    }
}
