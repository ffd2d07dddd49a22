package org.fastsmtp.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.fastsmtp.cli.CommandRun;
import org.fastsmtp.cli.CommandRun.Ended;
import org.fastsmtp.cli.FakeApi;
import org.fastsmtp.cli.database.DatabaseAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server command line on a data directory whose server is stopped, and beside one that answers. */
class FastSmtpTest {
    @TempDir
    private Path home;

    private int free;

    @BeforeEach
    void freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
    }

    private CommandRun fastsmtp() {
        return new CommandRun(FastSmtp.class, FastSmtp.GROUPS, home)
                .with("FASTSMTP_DATA_DIR", home.resolve("data").toString())
                .with("FASTSMTP_API_HOST", "127.0.0.1")
                .with("FASTSMTP_API_PORT", String.valueOf(free));
    }

    private Ended run(String command) {
        return fastsmtp().run(command.split(" "));
    }

    @Test
    void a_first_user_can_be_made_before_the_first_start() throws IOException {
        assertThat(run("user list").err()).contains("No users found");
        assertThat(run("user create alice -e a@b.c").exit()).isZero();
        assertThat(run("user list").out().lines().toList())
                .hasSize(2)
                .satisfies(lines -> assertThat(lines.get(0)).matches("ID +Username +Email +Active +Superuser"))
                .satisfies(lines -> assertThat(lines.get(1)).matches("[0-9a-f]{8} +alice +a@b.c +✓ +✗"));
        Ended key = run("user generate-key alice -s rules:read,logs:read --output json");
        assertThat(key.out()).contains("\"key\": \"fsmtp_").contains("logs:read");
        assertThat(run("user keys alice").out()).contains("rules:read");
        String prefix = key.out().replaceAll("(?s).*\"key_prefix\": \"([^\"]+)\".*", "$1");
        Ended rotated = run("user rotate-key alice " + prefix + " --grace 24h");
        assertThat(rotated.exit()).as(rotated.err()).isZero();
        assertThat(rotated.out()).contains("default (rotated)");
        assertThat(rotated.err()).contains("good until");
        assertThat(run("user revoke-key alice " + prefix + " -f").exit()).isZero();
        assertThat(run("user keys alice").out()).doesNotContain(prefix).contains("(rotated)");
        assertThat(run("domain create Example.COM").out()).contains("example.com");
        assertThat(run("domain add-member example.com alice -r admin").exit()).isZero();
        assertThat(run("domain list").out())
                .containsPattern("ID +Domain +Enabled +DKIM +SPF\n")
                .containsPattern("[0-9a-f]{8} +example.com +✓ +default +default\n");
        assertThat(run("domain remove-member example.com alice").exit()).isZero();
        assertThat(run("cleanup --older-than 6h").out()).contains("Deleted 0");
        assertThat(run("cleanup --dry-run").out()).contains("Would delete 0");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(home.resolve("data").resolve("database"))))
                .isEqualTo("rwx------");
    }

    @ParameterizedTest
    @CsvSource({
        "user delete nobody -f, 1, no user 'nobody'",
        "user set-superuser nobody --enable, 1, no user",
        "user set-superuser nobody, 1, --enable or --disable",
        "user generate-key nobody, 1, no user",
        "user keys nobody, 1, no user",
        "user rotate-key nobody fsmtp_x, 1, no user",
        "user rotate-key nobody fsmtp_x --grace 0h, 2, above zero",
        "user revoke-key nobody fsmtp_x -f, 1, no user",
        "domain delete nowhere.example -f, 1, no domain",
        "domain create bad_name.example, 1, is no domain name",
        "domain add-member nowhere.example nobody, 1, no domain",
        "cleanup --older-than 0d, 1, above zero",
        "cleanup --older-than 30, 1, 6h",
        "cleanup --older-than 6h30, 1, 6h",
        "cleanup --older-than -1d, 1, is no duration",
        "key root, 1, no root key yet",
        "db upgrade 3, 2, only head",
        "db downgrade base, 2, only go forward",
        "db revision -m x --no-autogenerate, 2, belongs to the version",
        "user, 2, Missing required subcommand",
        "user create, 2, NAME",
        "user frobnicate, 2, frobnicate",
        "cleanup --bogus, 2, --bogus",
        "nonsense, 2, nonsense",
        "serve, 2, script",
    })
    @DisplayName(
            "finding 20, finding 28: every command says what is wrong, on standard error, with the agreed exit code")
    void outcomes(String command, int exit, String text) {
        Ended ended = run(command);
        assertThat(ended.exit()).as(ended.err()).isEqualTo(exit);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains(text).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user delete alice", "domain delete example.com", "key new"})
    @DisplayName("finding 20: declining is 130 and changes nothing")
    void declining(String command) {
        run("user create alice");
        run("domain create example.com");
        run("key new -f");
        String key = run("key root --show").out();
        Ended ended = fastsmtp().answering("n\n").run(command.split(" "));
        assertThat(ended.exit()).isEqualTo(130);
        assertThat(ended.err()).contains("Aborted");
        assertThat(run("user list").out()).contains("alice");
        assertThat(run("domain list").out()).contains("example.com");
        assertThat(run("key root --show").out()).isEqualTo(key);
    }

    @Test
    @DisplayName("finding 28: one parser of durations")
    void durations() {
        for (String good : new String[] {"45s", "90m", "6h", "7d", "2w", "PT6H", "30D"}) {
            assertThat(run("cleanup --dry-run --older-than " + good).exit())
                    .as(good)
                    .isZero();
        }
    }

    @Test
    void the_schema_is_shown_and_checked() {
        assertThat(run("db current").out()).isEqualTo("none\n");
        assertThat(run("db history").out()).contains("Pending");
        assertThat(run("db validate").exit()).isEqualTo(1);
        assertThat(run("db upgrade").out()).contains("Applied");
        assertThat(run("db upgrade").out()).contains("up to date");
        assertThat(run("db upgrade head").exit()).isZero();
        assertThat(run("db current").out()).startsWith("1");
        assertThat(run("db history --output json").out()).contains("\"state\": \"Success\"");
        assertThat(run("db validate").out()).contains("that of this version");
    }

    @Test
    void a_database_that_somebody_holds_can_be_looked_at_and_says_why_it_cannot_be_changed() throws SQLException {
        run("db upgrade");
        DatabaseAddress address = DatabaseAddress.embedded(home.resolve("data"));
        try (Connection holder = DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password())) {
            assertThat(holder.isValid(1)).isTrue();
            // Within one process H2 shares the file; the lock only keeps other processes out.
            assertThat(run("db current").out()).startsWith("1");
        }
    }

    @Test
    void show_config_shows_everything_but_secrets() {
        CommandRun run = fastsmtp()
                .with("FASTSMTP_DATABASE_URL", "postgresql+asyncpg://u:pw5@db/x")
                .with("FASTSMTP_ROOT_API_KEY", "pw5root")
                .with("FASTSMTP_ENCRYPTION_KEY", "pw5enc")
                .with("FASTSMTP_S3_SECRET_KEY", "pw5s3")
                .with("FASTSMTP_REDIS_URL", "redis://:pw5@r")
                .with("FASTSMTP_SMTP_TLS_KEY", "/etc/key.pem");
        for (String form : new String[] {"table", "json"}) {
            Ended ended = run.run("show-config", "--output", form);
            assertThat(ended.exit()).isZero();
            assertThat(ended.out())
                    .doesNotContain("pw5")
                    .contains("u:********@db/x")
                    .contains("smtp_port")
                    .contains("2525")
                    .contains("/etc/key.pem");
        }
    }

    @Test
    void wrong_settings_are_2_with_a_line_each() {
        Ended ended = fastsmtp()
                .with("FASTSMTP_SMTP_PORT", "x")
                .with("FASTSMTP_API_PORT", "99999")
                .with("FASTSMTP_ENCRYPTION_KEY", "fine")
                .run("show-config");
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.err().lines()).hasSize(2);
        assertThat(ended.err()).contains("FASTSMTP_SMTP_PORT: 'x'").contains("number from 1 to 65535");
    }

    @Test
    void mariadb_is_2_and_an_unreachable_postgresql_is_1_without_its_password() {
        Ended maria =
                fastsmtp().with("FASTSMTP_DATABASE_URL", "mariadb://u:pw5@h/d").run("user", "list");
        assertThat(maria.exit()).isEqualTo(2);
        assertThat(maria.err()).contains("not supported yet");
        Ended away = fastsmtp()
                .with("FASTSMTP_DATABASE_URL", "postgresql://u:pw5@127.0.0.1:" + free + "/d")
                .run("user", "list");
        assertThat(away.exit()).isEqualTo(1);
        assertThat(away.err()).contains("cannot be reached").doesNotContain("pw5");
    }

    @Test
    void a_running_server_is_asked_as_root() throws IOException {
        Files.createDirectories(home.resolve("data"));
        Files.writeString(home.resolve("data").resolve("root.key"), "fsmtp_root\n");
        String id = "33333333-3333-3333-3333-333333333333";
        try (FakeApi api = new FakeApi()
                .on("GET /health", "{\"status\":\"ok\",\"version\":\"1\",\"instance_id\":\"n\"}")
                .on("GET /users", "[{\"id\":\"" + id + "\",\"username\":\"alice\"}]")
                .on(
                        "POST /users/" + id + "/keys",
                        201,
                        "{\"id\":\"1\",\"name\":\"default\",\"key\":\"fsmtp_new\",\"scopes\":[]}")
                .on("DELETE /users/" + id, "{\"message\":\"deleted\"}")
                .on(
                        "POST /jobs/cleanup",
                        202,
                        "{\"execution_id\":7,\"status\":\"STARTED\",\"exit_status\":null,\"ended_at\":null}")
                .on(
                        "GET /jobs/executions/7",
                        "{\"execution_id\":7,\"status\":\"COMPLETED\",\"exit_status\":\"COMPLETED:deleted=12,mails=3\","
                                + "\"ended_at\":\"2026-01-01T00:00:00Z\"}")) {
            free = api.port();
            assertThat(run("user list").out()).contains("alice");
            assertThat(api.last().key()).isEqualTo("fsmtp_root");
            assertThat(run("user generate-key alice").out()).contains("fsmtp_new");
            assertThat(run("user delete alice --force").exit()).isZero();
            assertThat(run("cleanup --older-than 6h").out()).contains("12");
            assertThat(home.resolve("data").resolve("database")).doesNotExist();
        }
    }

    @Test
    void roots_key_is_made_shown_and_replaced() {
        assertThat(run("key new").exit()).isZero();
        String first = run("key root --show").out().strip();
        assertThat(first).matches("fsmtp_[A-Za-z0-9_-]{43}");
        assertThat(run("key root").out()).contains("root.key").doesNotContain(first);
        assertThat(run("key new -f").out()).doesNotContain("fsmtp_");
        assertThat(run("key root --show").out().strip()).isNotEqualTo(first);
        assertThat(fastsmtp()
                        .with("FASTSMTP_ROOT_API_KEY", "mine")
                        .run("key", "root", "--show")
                        .out())
                .isEqualTo("mine\n");
    }

    @Test
    void version_and_help() {
        assertThat(run("version").out()).startsWith("FastSMTP version ");
        assertThat(run("--version").exit()).isZero();
        assertThat(run("--help").out()).contains("serve").contains("cleanup").doesNotContain("prepare");
        assertThat(run("user generate-key --help").out()).contains("--scopes");
    }
}
