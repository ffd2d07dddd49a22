package org.fastsmtp.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.fastsmtp.settings.Setting;
import org.junit.jupiter.api.Test;

/** What deploy/ names is what there is: nobody here runs a container engine. */
class DeployFilesTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void every_setting_exists() throws IOException {
        Set<String> settings = Setting.all().stream().map(Setting::variable).collect(Collectors.toSet());

        assertThat(settings).containsAll(names("FASTSMTP_[A-Z_]+", "deploy/Containerfile", "deploy/kubernetes.yaml"));
    }

    @Test
    void every_metric_is_one_of_the_operators_page() throws IOException {
        Set<String> metrics = names("fastsmtp_[a-z_]+", "docs/operations.md");

        assertThat(names("fastsmtp_[a-z_]+", "deploy/alerts.yaml", "deploy/dashboard.json"))
                .hasSizeGreaterThan(15)
                .allSatisfy(name -> assertThat(metrics).contains(name.replaceFirst("_bucket$", "")));
    }

    @Test
    void the_container_holds_what_the_program_looks_for() throws IOException {
        String container = read("deploy/Containerfile");
        String program = read("fastsmtp");

        assertThat(program).contains("$home/ear/target/server", "$home\"/cli/target/fastsmtp-cli-*-all.jar");
        assertThat(container)
                .contains(
                        " ear/target/server\n",
                        "/src/cli/target/fastsmtp-cli-*-all.jar cli/target/\n",
                        "/src/fastsmtp /src/fsmtp ./");
        assertThat(program).contains("build ear,cli");
        assertThat(container).contains("-pl ear,cli -am");
    }

    @Test
    void every_probe_is_a_path_of_the_api() throws IOException {
        String api = read("web/src/main/resources/org/fastsmtp/web/openapi.json");

        assertThat(names("/api/v1/[a-z/]+", "deploy/kubernetes.yaml"))
                .hasSize(3)
                .allSatisfy(path -> assertThat(api).contains("\"" + path + "\": {"));
    }

    private static Set<String> names(String pattern, String... files) throws IOException {
        Set<String> names = new TreeSet<>();
        for (String file : List.of(files)) {
            Matcher name = Pattern.compile(pattern).matcher(read(file));
            while (name.find()) {
                names.add(name.group());
            }
        }
        return names;
    }

    private static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }
}
