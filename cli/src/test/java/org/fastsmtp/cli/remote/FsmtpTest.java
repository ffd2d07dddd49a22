package org.fastsmtp.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.fastsmtp.cli.CommandRun;
import org.fastsmtp.cli.CommandRun.Ended;
import org.fastsmtp.cli.FakeApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every remote command against a hand-made server. Long because it is one table: a command stands in one row, not in a file. */
class FsmtpTest {
    private static final String D = "11111111-1111-1111-1111-111111111111";
    private static final String R = "22222222-2222-2222-2222-222222222222";
    private static final String U = "33333333-3333-3333-3333-333333333333";
    private static final String S = "44444444-4444-4444-4444-444444444444";
    private static final String L = "55555555-5555-5555-5555-555555555555";

    /** A command, what it asks last, the body, and a word of what it prints. */
    record Row(String command, String request, String body, String shown) {
        @Override
        public String toString() {
            return command;
        }
    }

    @TempDir
    private Path home;

    private FakeApi api;

    @BeforeEach
    void serve() {
        String domain =
                "{\"id\":\"" + D + "\",\"domain_name\":\"example.com\",\"is_enabled\":true,\"verify_dkim\":null}";
        String user = "{\"id\":\"" + U
                + "\",\"username\":\"alice\",\"email\":null,\"is_active\":true,\"is_superuser\":false}";
        String recipient = "{\"id\":\"" + R + "\",\"domain_id\":\"" + D
                + "\",\"local_part\":null,\"webhook_url\":\"https://x.example/\",\"webhook_headers\":{},\"is_enabled\":true}";
        String rule =
                "{\"id\":\"" + L + "\",\"order\":0,\"field\":\"subject\",\"operator\":\"contains\",\"value\":\"x\","
                        + "\"action\":\"drop\",\"add_tags\":[],\"webhook_url_override\":null}";
        String ruleset =
                "{\"id\":\"" + S + "\",\"name\":\"spam\",\"priority\":5,\"stop_on_match\":true,\"is_enabled\":true";
        String key = "{\"id\":\"" + R
                + "\",\"name\":\"ci\",\"key_prefix\":\"fsmtp_abcdef\",\"scopes\":[],\"expires_at\":null";
        String member = "{\"username\":\"alice\",\"user_id\":\"" + U
                + "\",\"role\":\"admin\",\"created_at\":\"2026-01-01T00:00:00Z\"}";
        String delivery = "{\"id\":\"" + L + "\",\"status\":\"failed\",\"attempts\":3,\"last_status_code\":500,"
                + "\"message_id\":\"<a@b>\",\"webhook_url\":\"https://x.example/\"}";
        String done = "{\"message\":\"done\"}";
        api = new FakeApi()
                .on("GET /auth/me", "{\"user\":" + user + ",\"domains\":[\"example.com\"],\"is_root\":false}")
                .on("GET /auth/keys", "[" + key + "}]")
                .on("POST /auth/keys", 201, key + ",\"key\":\"fsmtp_secret\"}")
                .on("DELETE /auth/keys/" + R, done)
                .on("POST /auth/keys/" + R + "/rotate", key + ",\"key\":\"fsmtp_secret\"}")
                .on("GET /users", "[" + user + "]")
                .on("POST /users", 201, user)
                .on("GET /users/" + U, user)
                .on("PUT /users/" + U, user)
                .on("DELETE /users/" + U, done)
                .on("POST /users/" + U + "/keys", 201, key + ",\"key\":\"fsmtp_secret\"}")
                .on("GET /users/" + U + "/keys", "[" + key + "}]")
                .on("DELETE /users/" + U + "/keys/" + R, done)
                .on("POST /users/" + U + "/keys/" + R + "/rotate", key + ",\"key\":\"fsmtp_secret\"}")
                .on("GET /delivery-log/" + L + "/raw", "Subject: as it came")
                .on("GET /delivery-log/" + L + "/attachments/1", "%PDF")
                .on("GET /domains", "[" + domain + "]")
                .on("POST /domains", 201, domain)
                .on("GET /domains/" + D, domain)
                .on("PUT /domains/" + D, domain)
                .on("DELETE /domains/" + D, done)
                .on("GET /domains/" + D + "/members", "[" + member + "]")
                .on("POST /domains/" + D + "/members", 201, member)
                .on("PUT /domains/" + D + "/members/" + U, member)
                .on("DELETE /domains/" + D + "/members/" + U, done)
                .on("GET /domains/" + D + "/recipients", "[" + recipient + "]")
                .on("POST /domains/" + D + "/recipients", 201, recipient)
                .on("GET /domains/" + D + "/recipients/" + R, recipient)
                .on("PUT /domains/" + D + "/recipients/" + R, recipient)
                .on("DELETE /domains/" + D + "/recipients/" + R, done)
                .on("GET /domains/" + D + "/rulesets", "[" + ruleset + "}]")
                .on("POST /domains/" + D + "/rulesets", 201, ruleset + "}")
                .on("GET /domains/" + D + "/rulesets/" + S, ruleset + ",\"rules\":[" + rule + "]}")
                .on("PUT /domains/" + D + "/rulesets/" + S, ruleset + "}")
                .on("DELETE /domains/" + D + "/rulesets/" + S, done)
                .on("POST /domains/" + D + "/rulesets/" + S + "/rules", 201, rule)
                .on("POST /domains/" + D + "/rulesets/" + S + "/reorder", done)
                .on("PUT /domains/" + D + "/rules/" + L, rule)
                .on("DELETE /domains/" + D + "/rules/" + L, done)
                .on("GET /health", "{\"status\":\"ok\",\"version\":\"1\",\"instance_id\":\"n1\"}")
                .on(
                        "GET /ready?include_queue=true&include_smtp=true",
                        "{\"status\":\"ok\",\"database\":\"ok\",\"smtp\":\"ok\",\"queue\":{\"pending\":7,\"failed\":0,\"exhausted\":1}}")
                .on("GET /domains/" + D + "/delivery-log?limit=50&offset=0", "[" + delivery + "]")
                .on(
                        "GET /domains/" + D + "/delivery-log?limit=9&offset=2&status=failed&message_id=%3Ca%40b%3E",
                        "[" + delivery + "]")
                .on("GET /delivery-log/" + L, delivery)
                .on("POST /delivery-log/" + L + "/retry", done)
                .on(
                        "POST /test-webhook",
                        "{\"success\":true,\"status_code\":204,\"error\":null,\"response_time_ms\":1.25}");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private CommandRun fsmtp() {
        return new CommandRun(Fsmtp.class, Fsmtp.GROUPS, home)
                .with("FSMTP_URL", api.url())
                .with("FSMTP_API_KEY", "fsmtp_k");
    }

    /** Each command of CONTRACT section 8.2: what it asks last, the body, and a word of what it prints. */
    static Stream<Row> commands() {
        return Stream.of(
                row("auth whoami", "GET /auth/me", "", "alice"),
                row("auth keys", "GET /auth/keys", "", "fsmtp_abcdef"),
                row(
                        "auth create-key ci -s rules:read -s logs:read",
                        "POST /auth/keys",
                        "{\"name\":\"ci\",\"scopes\":[\"rules:read\",\"logs:read\"]}",
                        "fsmtp_secret"),
                row("auth delete-key " + R + " -f", "DELETE /auth/keys/" + R, "", "deleted"),
                row("auth rotate-key " + R, "POST /auth/keys/" + R + "/rotate", "", "fsmtp_secret"),
                row(
                        "auth rotate-key " + R + " --grace 24h",
                        "POST /auth/keys/" + R + "/rotate",
                        "{\"grace\":\"PT24H\"}",
                        "fsmtp_secret"),
                row("user keys alice", "GET /users/" + U + "/keys", "", "fsmtp_abcdef"),
                row("user delete-key alice " + R + " -f", "DELETE /users/" + U + "/keys/" + R, "", "deleted"),
                row(
                        "user rotate-key alice " + R + " -g 7d",
                        "POST /users/" + U + "/keys/" + R + "/rotate",
                        "{\"grace\":\"PT168H\"}",
                        "fsmtp_secret"),
                row("user list", "GET /users", "", "alice"),
                row("user get alice", "GET /users/" + U, "", "alice"),
                row(
                        "user create alice -e a@b --superuser",
                        "POST /users",
                        "{\"username\":\"alice\",\"email\":\"a@b\",\"is_superuser\":true}",
                        "alice"),
                row("user update " + U + " --no-active", "PUT /users/" + U, "{\"is_active\":false}", "alice"),
                row("user delete alice -f", "DELETE /users/" + U, "", "deleted"),
                row(
                        "user create-key alice ci -s admin",
                        "POST /users/" + U + "/keys",
                        "{\"name\":\"ci\",\"scopes\":[\"admin\"]}",
                        "fsmtp_secret"),
                row("domain list", "GET /domains", "", "example.com"),
                row("domain get example.com", "GET /domains/" + D, "", "example.com"),
                row("domain get " + D, "GET /domains/" + D, "", "default"),
                row("domain create example.com", "POST /domains", "{\"domain_name\":\"example.com\"}", "example.com"),
                row(
                        "domain update " + D + " --disabled --verify-spf default",
                        "PUT /domains/" + D,
                        "{\"is_enabled\":false,\"verify_spf\":null}",
                        "example.com"),
                row("domain delete " + D + " --force", "DELETE /domains/" + D, "", "deleted"),
                row("domain member list " + D, "GET /domains/" + D + "/members", "", "admin"),
                row(
                        "domain member add example.com alice -r admin",
                        "POST /domains/" + D + "/members",
                        "{\"user_id\":\"" + U + "\",\"role\":\"admin\"}",
                        "alice"),
                row(
                        "domain member update " + D + " " + U + " -r owner",
                        "PUT /domains/" + D + "/members/" + U,
                        "{\"role\":\"owner\"}",
                        "alice"),
                row(
                        "domain member remove " + D + " " + U + " -f",
                        "DELETE /domains/" + D + "/members/" + U,
                        "",
                        "removed"),
                row("recipient list example.com", "GET /domains/" + D + "/recipients", "", "https://x.example/"),
                row("recipient get " + R, "GET /domains/" + D + "/recipients/" + R, "", "*"),
                row("recipient get example.com " + R, "GET /domains/" + D + "/recipients/" + R, "", "*"),
                row(
                        "recipient create " + D + " https://x.example -l bob --secret whsec_QQ== -H X-A:1",
                        "POST /domains/" + D + "/recipients",
                        "{\"local_part\":\"bob\",\"webhook_url\":\"https://x.example\",\"webhook_headers\":{\"X-A\":\"1\"},"
                                + "\"webhook_secret\":\"whsec_QQ==\"}",
                        R),
                row(
                        "recipient update " + D + " " + R + " --enabled",
                        "PUT /domains/" + D + "/recipients/" + R,
                        "{\"is_enabled\":true}",
                        R),
                row("recipient delete " + R + " -f", "DELETE /domains/" + D + "/recipients/" + R, "", "deleted"),
                row("rules list " + D, "GET /domains/" + D + "/rulesets", "", "spam"),
                row("rules get " + S, "GET /domains/" + D + "/rulesets/" + S, "", "contains"),
                row(
                        "rules create " + D + " spam -P 5",
                        "POST /domains/" + D + "/rulesets",
                        "{\"name\":\"spam\",\"priority\":5}",
                        "spam"),
                row(
                        "rules update " + D + " " + S + " -n ham --no-stop-on-match",
                        "PUT /domains/" + D + "/rulesets/" + S,
                        "{\"name\":\"ham\",\"stop_on_match\":false}",
                        "spam"),
                row("rules delete " + S + " -f", "DELETE /domains/" + D + "/rulesets/" + S, "", "deleted"),
                row(
                        "rules reorder " + S + " " + L,
                        "POST /domains/" + D + "/rulesets/" + S + "/reorder",
                        "{\"rule_ids\":[\"" + L + "\"]}",
                        "Reordered"),
                row("rules rule list " + S, "GET /domains/" + D + "/rulesets/" + S, "", "subject"),
                row("rules rule get " + L, "GET /domains/" + D + "/rulesets/" + S, "", "subject"),
                row(
                        "rules rule create " + S + " -F subject -O contains -v x -a drop -t a -t b",
                        "POST /domains/" + D + "/rulesets/" + S + "/rules",
                        "{\"field\":\"subject\",\"operator\":\"contains\",\"value\":\"x\",\"action\":\"drop\",\"add_tags\":[\"a\",\"b\"]}",
                        "drop"),
                row(
                        "rules rule update " + D + " " + L + " -v y",
                        "PUT /domains/" + D + "/rules/" + L,
                        "{\"value\":\"y\"}",
                        "subject"),
                row("rules rule delete " + L + " -f", "DELETE /domains/" + D + "/rules/" + L, "", "deleted"),
                row("ops health", "GET /health", "", "n1"),
                row("ops ready", "GET /ready?include_queue=true&include_smtp=true", "", "7"),
                row("ops log list " + D, "GET /domains/" + D + "/delivery-log?limit=50&offset=0", "", "<a@b>"),
                row(
                        "ops log list " + D + " -s failed -m <a@b> -l 9 -o 2",
                        "GET /domains/" + D + "/delivery-log?limit=9&offset=2&status=failed&message_id=%3Ca%40b%3E",
                        "",
                        "500"),
                row("ops log get " + L, "GET /delivery-log/" + L, "", "failed"),
                row("ops log retry " + L, "POST /delivery-log/" + L + "/retry", "", "queued"),
                row(
                        "ops test-webhook https://x.example/ -s Hi",
                        "POST /test-webhook",
                        "{\"webhook_url\":\"https://x.example/\",\"subject\":\"Hi\"}",
                        "204"));
    }

    private static Row row(String command, String request, String body, String shown) {
        return new Row(command, request, body, shown);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void every_command_asks_for_the_right_thing_and_shows_the_answer(Row row) {
        Ended ended = fsmtp().run(row.command.split(" "));

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(api.last().line()).isEqualTo(row.request);
        assertThat(api.last().body()).isEqualTo(row.body);
        assertThat(api.last().key()).isEqualTo("fsmtp_k");
        assertThat(ended.out()).contains(row.shown);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    @DisplayName("finding 20: every command can print JSON and nothing else on standard output")
    void every_command_prints_json(Row row) {
        Ended ended = fsmtp().run((row.command + " --output json").split(" "));

        assertThat(ended.exit()).as(ended.err()).isZero();
        try (var reader = Json.createReader(new StringReader(ended.out()))) {
            assertThat(reader.read()).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "domain delete 11111111-1111-1111-1111-111111111111",
                "recipient delete 22222222-2222-2222-2222-222222222222",
                "rules delete 44444444-4444-4444-4444-444444444444",
                "rules rule delete 55555555-5555-5555-5555-555555555555",
                "auth delete-key 22222222-2222-2222-2222-222222222222",
                "user delete alice",
                "user delete-key alice 22222222-2222-2222-2222-222222222222",
                "domain member remove example.com alice"
            })
    @DisplayName("finding 20: a declined question ends with 130 and nothing is asked of the server")
    void declined_is_130(String command) {
        for (String answer : new String[] {"n\n", "\n", "", "no\n"}) {
            Ended ended = fsmtp().answering(answer).run(command.split(" "));

            assertThat(ended.exit()).isEqualTo(130);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err()).contains("[y/N]").contains("Aborted");
        }
        assertThat(api.requests()).isEmpty();
    }

    @Test
    void a_mail_is_saved_to_a_file_of_the_users_choice_and_never_over_one() throws IOException {
        Path mail = home.resolve("mail.eml");
        Path attachment = home.resolve("a.pdf");

        assertThat(fsmtp().run("ops", "log", "raw", L, mail.toString()).out()).contains("Wrote 19 bytes");
        assertThat(fsmtp().run("ops", "log", "attachment", L, "1", attachment.toString(), "--output", "json")
                        .out())
                .contains("\"size\": 4");

        assertThat(mail).hasContent("Subject: as it came");
        assertThat(attachment).hasContent("%PDF");
        Ended again = fsmtp().run("ops", "log", "raw", L, mail.toString());
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("is there already");
        Ended missing = fsmtp().run(
                        "ops", "log", "attachment", L, "9", home.resolve("none").toString());
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.err()).contains("Not Found");
        assertThat(home.resolve("none")).doesNotExist();
    }

    @Test
    void a_confirmed_question_goes_on() {
        assertThat(fsmtp().answering("y\n").run("domain", "delete", D).exit()).isZero();
        assertThat(api.last().line()).isEqualTo("DELETE /domains/" + D);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "domain",
                "domain frobnicate",
                "domain get",
                "domain list --bogus",
                "domain list -l x",
                "domain update 11111111-1111-1111-1111-111111111111",
                "domain update 11111111-1111-1111-1111-111111111111 --verify-spf maybe",
                "recipient get nonsense",
                "recipient create example.com http://x -H nocolon",
                "rules rule get x",
                "auth create-key ci -e 0",
                "auth create-key ci -e 6x",
                "auth rotate-key x --grace 6h30",
                "auth rotate-key x --grace 91d",
                "ops log attachment x first file",
                "ops log raw x",
                "listen 9000 --status 99",
                "listen 9000 --secret whsec_!",
                "domain list --output yaml",
                "nonsense"
            })
    @DisplayName("finding 20: what cannot be understood ends with 2 and a word on standard error")
    void usage_is_2(String command) {
        Ended ended = fsmtp().run(command.split(" "));

        assertThat(ended.exit()).as(ended.err()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).isNotBlank();
    }

    @Test
    void no_arguments_is_help_and_every_level_has_it() {
        assertThat(fsmtp().run().out()).contains("recipient").contains("Usage");
        assertThat(fsmtp().run("--help").out()).contains("ops");
        assertThat(fsmtp().run("help", "domain").out()).contains("member");
        assertThat(fsmtp().run("domain", "member", "add", "--help").out()).contains("--role");
        assertThat(fsmtp().run("--version").out()).startsWith("FastSMTP version ");
        assertThat(fsmtp().run("-V").exit()).isZero();
    }

    @Test
    @DisplayName("finding 20: a refusal is the server's own words on standard error, and 1")
    void refusals_are_shown() {
        api.on("GET /auth/me", 401, "{\"detail\":\"Invalid API key\"}")
                .on("POST /domains", 409, "{\"detail\":\"Domain already exists\"}")
                .on(
                        "POST /users",
                        422,
                        "{\"detail\":[{\"type\":\"x\",\"loc\":[\"body\",\"email\"],\"msg\":\"too long\"},"
                                + "{\"type\":\"x\",\"loc\":[\"body\",\"username\"],\"msg\":\"empty\"}]}")
                .on("GET /health", 500, "Internal Server Error")
                .on("GET /auth/keys", 502, "<html>Bad gateway</html>");

        assertThat(failed("auth", "whoami")).contains("Invalid API key").contains("FSMTP_API_KEY");
        assertThat(failed("domain", "create", "a.b")).contains("Domain already exists");
        assertThat(failed("user", "create", "x")).contains("email: too long").contains("username: empty");
        assertThat(failed("ops", "health")).contains("Internal Server Error");
        assertThat(failed("auth", "keys")).contains("502").doesNotContain("html");
        assertThat(failed("domain", "get", "other.example")).contains("no domain 'other.example'");
    }

    @Test
    void an_answer_that_is_no_json_is_named() {
        api.on("GET /health", 200, "hello");
        assertThat(failed("ops", "health")).contains("is it a FastSMTP server?");
    }

    @Test
    void nobody_there_is_said_without_a_trace() {
        api.close();
        Ended ended = fsmtp().run("ops", "health");
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err())
                .contains("cannot reach " + api.url())
                .contains("refused")
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "ftp://host", "http://", "http:// x"})
    void an_address_that_is_none_is_usage(String url) {
        Ended ended = fsmtp().with("FSMTP_URL", url).run("ops", "health");
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.err()).contains("http://host:8000");
    }

    @Test
    void an_empty_list_is_a_note_and_success_and_json_of_it_is_an_array() {
        api.on("GET /domains", "[]");
        Ended table = fsmtp().run("domain", "list");
        assertThat(table.exit()).isZero();
        assertThat(table.out()).isEmpty();
        assertThat(table.err()).contains("No domains found");
        assertThat(fsmtp().run("domain", "list", "--output", "json").out().strip())
                .isEqualTo("[]");
    }

    @Test
    void a_failed_test_webhook_is_1_and_its_result_is_shown() {
        api.on(
                "POST /test-webhook",
                "{\"success\":false,\"status_code\":null,\"error\":\"blocked\",\"response_time_ms\":0.5}");
        Ended ended = fsmtp().run("ops", "test-webhook", "http://169.254.169.254/");
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.out()).contains("blocked");
    }

    @Test
    @DisplayName("finding 20: a key that shall expire does: days and durations become expires_at")
    void expiry_is_sent() {
        for (String expiry : new String[] {"30", "30d", "12h", "PT6H"}) {
            fsmtp().run("auth", "create-key", "ci", "-e", expiry);
            assertThat(api.last().body())
                    .containsPattern("\"expires_at\":\"20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\"");
        }
    }

    @Test
    void options_that_no_server_ever_stored_are_accepted_and_said() {
        Ended ended = fsmtp().run("recipient", "create", D, "https://x.example/", "-d", "text", "-t", "tag");
        assertThat(ended.exit()).isZero();
        assertThat(ended.err()).contains("keeps no description").contains("keeps no tag");
        assertThat(api.last().body()).doesNotContain("tag").doesNotContain("description");
    }

    @Test
    void limit_and_offset_cut_the_list_of_domains() {
        api.on(
                "GET /domains",
                "[{\"id\":\"1\",\"domain_name\":\"a\"},{\"id\":\"2\",\"domain_name\":\"b\"},{\"id\":\"3\",\"domain_name\":\"c\"}]");
        assertThat(fsmtp().run("domain", "list", "-o", "1", "-l", "1", "--output", "json")
                        .out())
                .contains("\"b\"")
                .doesNotContain("\"a\"")
                .doesNotContain("\"c\"");
    }

    @Test
    void text_of_strangers_cannot_steer_the_terminal() {
        api.on("GET /users", "[{\"id\":\"1\",\"username\":\"a\\u001b[31m\\u202eb\\nc\"}]");
        assertThat(fsmtp().run("user", "list").out())
                .contains("a\\u001b[31m\\u202eb c")
                .doesNotContain("\u001b");
    }

    private String failed(String... command) {
        Ended ended = fsmtp().run(command);
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        return ended.err();
    }
}
