package org.fastsmtp.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/configuration.md says what the code says: when it does not, this test prints the table as it should be. */
class ConfigurationDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/configuration.md");
    private static final Path ADAPTER = Path.of("../wildfly-config/configure-adapter.cli");
    private static final Pattern PROPERTY =
            Pattern.compile("config-properties=(\\w+):add\\(value=\"\\$\\{[\\w.]+,env\\.(FASTSMTP_\\w+):");
    /** Those that the schedule of a job comes from when nobody changed it. */
    private static final Set<Setting<?>> SCHEDULES =
            Set.of(Setting.DELIVERY_LOG_CLEANUP_SCHEDULE, Setting.RECONCILE_SCHEDULE, Setting.REDRIVE_SCHEDULE);

    @Test
    void the_table_lists_every_setting_as_the_code_has_it() throws IOException {
        List<String> rows = Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("| `FASTSMTP_"))
                .toList();

        assertThat(rows)
                .as("the table should be:\n%s", rows().stream().collect(Collectors.joining("\n")))
                .containsExactlyElementsOf(rows());
    }

    private static List<String> rows() throws IOException {
        Map<String, String> properties = properties();
        return Setting.all().stream()
                .<String>map(setting -> "| `" + setting.variable() + "` | " + setting.form() + " | "
                        + setting.defaultText()
                                .map(text -> text.isEmpty() ? "(empty)" : "`" + text + "`")
                                .orElse("–")
                        + " | " + setting.meaning() + (setting.isSecret() ? " (secret)" : "") + " | "
                        + change(setting, properties) + " |")
                .toList();
    }

    private static String change(Setting<?> setting, Map<String, String> properties) {
        if (SCHEDULES.contains(setting)) {
            return "`jobs/schedules`";
        }
        String property = properties.get(setting.variable());
        return property == null ? "restart" : "adapter `" + property + "`";
    }

    /** What the adapter's entry takes from a setting, by the setting's variable. */
    private static Map<String, String> properties() throws IOException {
        Map<String, String> properties = new HashMap<>();
        Matcher property = PROPERTY.matcher(Files.readString(ADAPTER));
        while (property.find()) {
            properties.put(property.group(2), property.group(1));
        }
        return properties;
    }
}
