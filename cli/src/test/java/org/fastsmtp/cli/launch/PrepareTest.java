package org.fastsmtp.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fastsmtp.cli.Failure;
import org.fastsmtp.settings.InvalidSettingException;
import org.fastsmtp.settings.Settings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrepareTest {
    @TempDir
    private Path directory;

    private Path server;
    private Path data;
    private final Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void build() throws IOException {
        server = directory.resolve("server");
        data = directory.resolve("data dir");
        Path configuration = server.resolve("standalone").resolve("configuration");
        Files.createDirectories(configuration.resolve("standalone_xml_history"));
        Files.writeString(configuration.resolve("fastsmtp.xml"), "<server/>");
        Files.writeString(configuration.resolve("logging.properties"), "a=b");
        Files.writeString(configuration.resolve("standalone_xml_history").resolve("x.xml"), "old");
        settings.put("api_host", "127.0.0.1");
        settings.put("smtp_host", "127.0.0.1");
        for (String port : List.of("api_port", "smtp_port", "smtp_tls_port", "management_port")) {
            settings.put(port, String.valueOf(freePort()));
        }
    }

    private String prepare(String... javaOptions) throws IOException {
        return prepare(Role.ALL, javaOptions);
    }

    private String prepare(Role role, String... javaOptions) throws IOException {
        StringWriter err = new StringWriter();
        new Preparation(server, data, role)
                .run(Settings.of(settings), List.of(javaOptions), new PrintWriter(err, true));
        return err.toString();
    }

    private String arguments() throws IOException {
        return Files.readString(data.resolve("run").resolve("server.args"));
    }

    @Test
    void no_folder_that_the_server_writes_to_is_the_programs() throws IOException {
        Files.createDirectories(server.resolve("standalone/data/content"));

        prepare();

        assertThat(arguments().lines().filter(line -> line.matches("\"-Djboss\\.server\\..*")))
                .hasSizeGreaterThanOrEqualTo(5)
                .allSatisfy(line -> assertThat(line).contains("=" + data));
    }

    @Test
    void the_first_start_makes_keys_and_says_where_but_never_what() throws IOException {
        String said = prepare();
        String key = Files.readString(data.resolve("root.key")).strip();

        assertThat(key).matches("fsmtp_[A-Za-z0-9_-]{43}");
        assertThat(Files.readString(data.resolve("encryption.key")).strip()).hasSize(44);
        assertThat(said).contains(data.resolve("root.key").toString()).doesNotContain(key);
        for (String secret : List.of("root.key", "encryption.key", "run/server.args", "run/secret.properties")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(secret))))
                    .as(secret)
                    .isEqualTo("rw-------");
            assertThat(arguments()).doesNotContain(key);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
    }

    @Test
    void a_second_start_says_nothing_and_keeps_keys_and_node() throws IOException {
        prepare();
        String key = Files.readString(data.resolve("root.key"));
        String node = Files.readString(data.resolve("node.id"));
        assertThat(prepare()).isEmpty();
        assertThat(Files.readString(data.resolve("root.key"))).isEqualTo(key);
        assertThat(Files.readString(data.resolve("node.id"))).isEqualTo(node);
        assertThat(node.strip()).hasSizeLessThanOrEqualTo(23);
    }

    @Test
    void a_root_key_that_is_set_makes_no_file_and_stands_in_none() throws IOException {
        settings.put("root_api_key", "pw5root");
        settings.put("database_url", "postgresql://u:pw5@127.0.0.1:" + freePort() + "/d");
        assertThat(prepare()).contains("warning: PostgreSQL cannot be reached").doesNotContain("pw5");
        assertThat(data.resolve("root.key")).doesNotExist();
        assertThat(arguments()).doesNotContain("pw5").contains("fastsmtp-postgresql.xml");
        assertThat(Files.readString(data.resolve("run").resolve("secret.properties")))
                .contains("fastsmtp.database.password=pw5");
    }

    @Test
    void nodes_on_one_broker_get_its_place_and_share_database_and_encryption_key() throws IOException {
        settings.put("broker_url", "tcp://mail:pw6%40x@first.example,[::1]:61617");
        assertThatThrownBy(this::prepare)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("FASTSMTP_DATABASE_URL: missing")
                .hasMessageContaining("FASTSMTP_ENCRYPTION_KEY: missing");
        assertThat(data).doesNotExist();

        settings.put("database_url", "postgresql://u:pw5@127.0.0.1:" + freePort() + "/d");
        settings.put("encryption_key", "one for all");
        prepare();
        assertThat(arguments())
                .contains("\"fastsmtp-cluster.xml\"")
                .contains("-Dfastsmtp.broker.host=first.example", "-Dfastsmtp.broker.port=61616")
                .contains("-Dfastsmtp.broker.backup.host=::1", "-Dfastsmtp.broker.backup.port=61617")
                .contains("-Dfastsmtp.broker.user=mail", "-Dfastsmtp.broker.ssl=false")
                .contains("-Dfastsmtp.instance_id="
                        + Files.readString(data.resolve("node.id")).strip())
                .doesNotContain("pw6");
        assertThat(Files.readString(data.resolve("run").resolve("secret.properties")))
                .contains("fastsmtp.broker.password=pw6@x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"amqp://h", "tcp://u:pw6@", "tcp://a,b,c", "tcp://h:70000", "tcp://u:pw6@h:x", "h:61616"})
    void another_form_of_the_brokers_url_is_refused_without_showing_it(String url) {
        settings.put("broker_url", url);
        assertThatThrownBy(this::prepare)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("FASTSMTP_BROKER_URL")
                .hasMessageNotContaining("pw6");
    }

    @Test
    void an_empty_key_file_is_not_overwritten() throws IOException {
        prepare();
        Files.writeString(data.resolve("root.key"), "");
        assertThatThrownBy(this::prepare).isInstanceOf(Failure.class).hasMessageContaining("is empty");
    }

    @Test
    void a_new_build_brings_its_configuration_and_keeps_the_old() throws IOException {
        prepare();
        Path mine = data.resolve("configuration").resolve("fastsmtp.xml");
        Files.writeString(mine, "<server changed='by management'/>");
        assertThat(prepare()).isEmpty();
        assertThat(Files.readString(mine)).contains("by management");

        Files.writeString(server.resolve("standalone/configuration/fastsmtp.xml"), "<server new='build'/>");
        assertThat(prepare()).contains("*.previous");
        assertThat(Files.readString(mine)).contains("new='build'");
        assertThat(Files.readString(data.resolve("configuration").resolve("fastsmtp.xml.previous")))
                .contains("by management");
        assertThat(data.resolve("configuration").resolve("standalone_xml_history"))
                .doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://u:pw6@example.com/",
                "https://pw6@example.com/",
                "ftp://example.com/",
                "example.com",
                "https:///hook"
            })
    void a_url_at_which_no_notice_can_arrive_is_refused_without_showing_it(String url) throws IOException {
        settings.put("dlq_webhook_url", url);
        assertThatThrownBy(this::prepare)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("FASTSMTP_DLQ_WEBHOOK_URL")
                .hasMessageContaining("without user information")
                .hasMessageNotContaining("pw6");
        settings.put("dlq_webhook_url", "https://bücher.example:8443/hook?token=1");
        prepare();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pw6", "whsec_pw6=", "whsec_!pw6pw6pw6pw6", "whsec_cHc2cHc2"})
    void a_secret_that_cannot_sign_is_refused_without_showing_it(String secret) throws IOException {
        settings.put("dlq_webhook_secret", secret);
        assertThatThrownBy(this::prepare)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("FASTSMTP_DLQ_WEBHOOK_SECRET")
                .hasMessageNotContaining(secret);
        settings.put("dlq_webhook_secret", "whsec_cHc2cHc2cHc2cHc2");
        prepare();
    }

    @Test
    void users_that_an_administrator_added_outlive_a_new_build() throws IOException {
        Path built = server.resolve("standalone").resolve("configuration");
        Files.writeString(built.resolve("mgmt-users.properties"), "# nobody");
        prepare();
        Path users = data.resolve("configuration").resolve("mgmt-users.properties");
        Files.writeString(users, "ops=1f");

        Files.writeString(built.resolve("mgmt-users.properties"), "# nobody at all");
        assertThat(prepare()).isEmpty();
        Files.writeString(built.resolve("fastsmtp.xml"), "<server>new</server>");
        prepare();

        assertThat(Files.readString(users)).isEqualTo("ops=1f");
        assertThat(Files.readString(data.resolve("configuration").resolve("fastsmtp.xml")))
                .isEqualTo("<server>new</server>");
    }

    @Test
    void a_taken_port_is_named_with_its_setting() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            settings.put("smtp_port", String.valueOf(taken.getLocalPort()));
            assertThatThrownBy(this::prepare)
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("FASTSMTP_SMTP_PORT");
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void two_settings_with_one_port_are_refused() {
        settings.put("management_port", settings.get("api_port"));
        assertThatThrownBy(this::prepare)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("FASTSMTP_API_PORT");
    }

    @Test
    void tls_that_is_required_and_cannot_be_had_does_not_start() {
        settings.put("smtp_require_starttls", "true");
        assertThatThrownBy(this::prepare)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("FASTSMTP_SMTP_TLS_CERT")
                .hasMessageContaining("FASTSMTP_SMTP_TLS_KEY");
        settings.put("smtp_tls_cert", "/nowhere/cert.pem");
        settings.put("smtp_tls_key", "/nowhere/key.pem");
        assertThatThrownBy(this::prepare).hasMessageContaining("no readable file '/nowhere/cert.pem'");
    }

    @Test
    void the_server_is_told_ports_and_smtp_settings_always_and_others_only_when_set() throws IOException {
        settings.put("smtp_require_starttls", "no");
        settings.put("webhook_timeout", "12");
        settings.put("log_format", "text");
        prepare();
        assertThat(arguments())
                .contains("-Dfastsmtp.smtp_port=" + settings.get("smtp_port"))
                .contains("-Dfastsmtp.smtp_require_starttls=false")
                .contains("-Dfastsmtp.smtp_max_message_size=10485760")
                .contains("-Dfastsmtp.webhook_timeout=12")
                .doesNotContain("webhook_max_retries")
                .contains("-Djboss.server.base.dir=" + data.resolve("server"))
                .contains("\"fastsmtp.xml\"");
    }

    @Test
    void with_json_the_server_logs_so_from_its_first_line() throws IOException {
        settings.put("log_format", "json");
        prepare();
        Path log = data.resolve("run").resolve("boot-log.properties");
        assertThat(arguments()).contains("-Dlogging.configuration=" + log.toUri());
        assertThat(log).content().contains("handler.CONSOLE.formatter=JSON");
        settings.put("log_format", "text");
        prepare();
        assertThat(arguments())
                .contains("-Dlogging.configuration="
                        + data.resolve("configuration/logging.properties").toUri());
    }

    @ParameterizedTest
    @CsvSource({
        "ALL, true, true, true",
        "SMTP, true, true, false",
        "API, false, false, false",
        "WORKER, false, false, true"
    })
    void a_role_switches_the_stages_and_smtp_ports_that_it_leaves_out_off(
            Role role, boolean intake, boolean understand, boolean deliver) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            if (!intake) {
                // Another node of this machine may have it.
                settings.put("smtp_port", String.valueOf(taken.getLocalPort()));
            }
            prepare(role);
        }
        assertThat(arguments())
                .contains("-Dfastsmtp.role=" + role.word() + "\"")
                .contains("-Dfastsmtp.intake=" + intake + "\"")
                .contains("-Dfastsmtp.understand=" + understand + "\"")
                .contains("-Dfastsmtp.deliver=" + deliver + "\"");
        assertThat(Files.readString(data.resolve("run").resolve("ready.txt")).contains("SMTP"))
                .isEqualTo(intake);
    }

    @Test
    void java_options_win_and_bring_their_own_collector() throws IOException {
        prepare("-Xmx1g", "-XX:+UseG1GC");
        assertThat(arguments()).doesNotContain("UseSerialGC").contains("-XX:+UseG1GC");
        assertThat(arguments().indexOf("-Xmx1g")).isGreaterThan(arguments().indexOf("-Xmx272m"));
    }

    @Test
    void the_greeting_names_addresses_and_a_next_step() throws IOException {
        prepare();
        assertThat(Files.readString(data.resolve("run").resolve("ready.txt")))
                .contains("127.0.0.1:" + settings.get("smtp_port"))
                .contains("http://127.0.0.1:" + settings.get("api_port") + "/api/v1")
                .contains("curl");
        assertThat(Files.readString(data.resolve("run").resolve("probe")))
                .isEqualTo("127.0.0.1 " + settings.get("api_port") + "\n");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
