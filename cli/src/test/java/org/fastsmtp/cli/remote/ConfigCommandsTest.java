package org.fastsmtp.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.fastsmtp.cli.CommandRun;
import org.fastsmtp.cli.CommandRun.Ended;
import org.fastsmtp.cli.FakeApi;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandsTest {
    @TempDir
    private Path home;

    private CommandRun fsmtp() {
        return new CommandRun(Fsmtp.class, Fsmtp.GROUPS, home);
    }

    private Path file() {
        return home.resolve(".fastsmtp").resolve("config.toml");
    }

    @Test
    void a_profile_is_written_in_the_originals_form_for_its_owner_alone() throws IOException {
        Ended ended = fsmtp().run(
                        "config",
                        "set",
                        "prod",
                        "-u",
                        "https://mail.example",
                        "-k",
                        "fsmtp_x",
                        "-t",
                        "5.5",
                        "--no-verify-ssl");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.out()).doesNotContain("fsmtp_x");
        assertThat(Files.readString(file()))
                .contains("default_profile = \"default\"")
                .contains("[profiles.prod]")
                .contains("url = \"https://mail.example\"")
                .contains("api_key = \"fsmtp_x\"")
                .contains("timeout = 5.5")
                .contains("verify_ssl = false");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void a_file_of_the_original_is_read_and_its_profile_used() throws IOException {
        try (FakeApi api = new FakeApi().on("GET /auth/keys", "[]")) {
            Files.createDirectories(file().getParent());
            Files.writeString(
                    file(),
                    "default_profile = \"prod\"\n\n[profiles.default]\nurl = \"http://localhost:1\"\ntimeout = 30.0\nverify_ssl = true\n"
                            + "\n[profiles.prod]\nurl = \"" + api.url()
                            + "\"\napi_key = \"fsmtp_prod\"\ntimeout = 30\nverify_ssl = true\n"
                            + "\n[profiles.\"with space\"]\nurl = \"" + api.url() + "\"\napi_key = \"fsmtp_space\"\n");

            assertThat(fsmtp().run("auth", "keys").exit()).isZero();
            assertThat(api.last().key()).isEqualTo("fsmtp_prod");
            assertThat(fsmtp().run("auth", "keys", "-p", "with space").exit()).isZero();
            assertThat(api.last().key()).isEqualTo("fsmtp_space");
            assertThat(fsmtp().with("FSMTP_API_KEY", "fsmtp_env")
                            .run("auth", "keys")
                            .exit())
                    .isZero();
            assertThat(api.last().key()).isEqualTo("fsmtp_env");
            assertThat(fsmtp().with("FSMTP_PROFILE", "default")
                            .run("auth", "keys")
                            .exit())
                    .isEqualTo(1);
        }
    }

    @Test
    void setting_one_thing_leaves_the_rest() throws IOException {
        fsmtp().run("config", "set", "a", "-u", "http://a", "-k", "k1");
        fsmtp().run("config", "set", "a", "-t", "7");
        fsmtp().run("config", "set", "b", "-u", "http://b");
        assertThat(Files.readString(file()))
                .contains("api_key = \"k1\"")
                .contains("timeout = 7.0")
                .contains("[profiles.b]");
        fsmtp().run("config", "set", "a", "-k", "");
        assertThat(Files.readString(file())).doesNotContain("api_key");
    }

    @Test
    void nothing_to_set_is_1() {
        assertThat(fsmtp().run("config", "set", "a").exit()).isEqualTo(1);
        assertThat(file()).doesNotExist();
    }

    @Test
    void keys_are_shown_only_when_asked_for() {
        fsmtp().run("config", "set", "a", "-k", "fsmtp_hidden");
        assertThat(fsmtp().run("config", "show").out()).contains("********").doesNotContain("fsmtp_hidden");
        assertThat(fsmtp().run("config", "show", "-k").out()).contains("fsmtp_hidden");
        assertThat(fsmtp().run("config", "show", "--output", "json").out()).doesNotContain("fsmtp_hidden");
    }

    @Test
    void deleting_the_default_moves_it_and_deleting_the_last_leaves_an_empty_one() throws IOException {
        fsmtp().run("config", "set", "a", "-u", "http://a");
        fsmtp().run("config", "set", "b", "-u", "http://b");
        fsmtp().run("config", "use", "a");
        assertThat(fsmtp().run("config", "delete", "a", "-f").exit()).isZero();
        assertThat(Files.readString(file())).contains("default_profile = \"b\"").doesNotContain("http://a");
        assertThat(fsmtp().run("config", "delete", "b", "-f").exit()).isZero();
        assertThat(Files.readString(file()))
                .contains("default_profile = \"default\"")
                .contains("[profiles.default]");
    }

    @Test
    void an_unknown_profile_is_1() {
        assertThat(fsmtp().run("config", "use", "nope").exit()).isEqualTo(1);
        assertThat(fsmtp().run("config", "delete", "nope", "-f").exit()).isEqualTo(1);
    }

    @Test
    @DisplayName("finding 20: declining is 130 and changes nothing")
    void declining_changes_nothing() throws IOException {
        fsmtp().run("config", "set", "a", "-u", "http://a");
        String before = Files.readString(file());
        assertThat(fsmtp().answering("n\n").run("config", "delete", "a").exit()).isEqualTo(130);
        assertThat(fsmtp().answering("n\n")
                        .run("config", "init", "-u", "http://x")
                        .exit())
                .isEqualTo(130);
        assertThat(Files.readString(file())).isEqualTo(before);
    }

    @Test
    void init_asks_for_the_url() throws IOException {
        assertThat(fsmtp().answering("http://asked\n")
                        .run("config", "init", "-k", "k", "-p", "me")
                        .exit())
                .isZero();
        assertThat(Files.readString(file()))
                .contains("default_profile = \"me\"")
                .contains("http://asked");
        assertThat(fsmtp().answering("y\n\n").run("config", "init").exit()).isZero();
        assertThat(Files.readString(file())).contains("http://localhost:8000").doesNotContain("http://asked");
    }

    @Test
    void an_unreadable_file_is_an_error_and_is_not_destroyed() throws IOException {
        for (String broken : new String[] {
            "profiles = [", "default_profile = 3\n", "[profiles.a]\ntimeout = \"x\"\n", "[profiles.a]\ntimeout = 0\n"
        }) {
            Files.createDirectories(file().getParent());
            Files.writeString(file(), broken);
            for (String command :
                    new String[] {"config show", "config set a -u http://a", "auth keys", "config use a"}) {
                Ended ended = fsmtp().run(command.split(" "));
                assertThat(ended.exit()).as(broken + command).isEqualTo(1);
                assertThat(ended.err()).contains("unreadable").contains(file().toString());
            }
            assertThat(Files.readString(file())).isEqualTo(broken);
        }
    }

    @Test
    void the_file_can_lie_elsewhere() {
        Path other = home.resolve("other.toml");
        fsmtp().with("FSMTP_CONFIG", other.toString()).run("config", "set", "a", "-u", "http://a");
        assertThat(other).exists();
        assertThat(file()).doesNotExist();
    }

    @Test
    void a_profile_that_does_not_exist_is_said() {
        Ended ended = fsmtp().with("FSMTP_URL", "http://127.0.0.1:1").run("ops", "health", "-p", "nope");
        assertThat(ended.err()).contains("no profile 'nope'");
    }
}
