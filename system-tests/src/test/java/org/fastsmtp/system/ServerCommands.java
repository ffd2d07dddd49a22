package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.StringReader;

/** Every command of CONTRACT section 8.1 beside a running server: what it prints, how it ends, and what the server makes of it. */
final class ServerCommands {
    private final ServerCommandLine line;
    private final Server server;
    private final String user;
    private final String domain;

    /** @param name of a user and a domain that nobody has */
    ServerCommands(ServerCommandLine line, Server server, String name) {
        this.line = line;
        this.server = server;
        this.user = name;
        this.domain = name + ".example.com";
    }

    void all() {
        settings();
        schema();
        users();
        String key = keys();
        domains();
        cleanup();
        line.run("user delete " + user).expect(130);
        assertThat(line.run("user delete " + user + " -f").expect(0).out()).contains("'" + user + "' deleted");
        me(key, 401);
        fails("user delete " + user + " -f", "no user '" + user + "'");
    }

    /** What differs when the database is changed directly; each command opens it anew, which takes its time. */
    void some() {
        line.run("user create " + user + " -e a@b.example").expect(0);
        fails("user create " + user, "already exists");
        JsonObject made = json("user generate-key " + user + " -s rules:read,logs:read --output json");
        assertThat(me(made.getString("key"), 200)).contains("\"" + user + "\"");
        String next = json("user rotate-key " + user + " " + made.getString("id") + " --output json")
                .getString("key");
        me(made.getString("key"), 401);
        line.run("user set-superuser " + user + " --enable").expect(0);
        line.run("user set-superuser " + user + " --enable").expect(0);
        line.run("user set-superuser " + user + " --disable").expect(0);
        line.run("domain create " + domain).expect(0);
        asTheApi("user list", "/users");
        asTheApi("domain list", "/domains");
        asTheApi("user keys " + user, "/users/" + id("/users", "username", user) + "/keys");
        line.run("domain add-member " + domain + " " + user + " -r OWNER").expect(0);
        assertThat(me(next, 200)).contains("[\"" + domain + "\"]");
        line.run("domain remove-member " + domain + " " + user).expect(0);
        assertThat(line.run("cleanup --older-than 300d").expect(0).out()).startsWith("Deleted 0 deliveries");
        line.run("domain delete " + domain + " -f").expect(0);
        line.run("user delete " + user + " -f").expect(0);
        me(next, 401);
    }

    /** The very same JSON. */
    private void asTheApi(String command, String path) {
        JsonArray printed = Json.createReader(new StringReader(
                        line.run(command + " --output json").expect(0).out()))
                .readArray();
        assertThat(printed)
                .as(command)
                .isEqualTo(server.asRoot().get("/api/v1" + path).expect(200).array());
    }

    private String id(String path, String field, String value) {
        return server.asRoot().get("/api/v1" + path).expect(200).array().getValuesAs(JsonObject.class).stream()
                .filter(row -> row.getString(field).equals(value))
                .findFirst()
                .orElseThrow()
                .getString("id");
    }

    private void settings() {
        assertThat(line.run("version").expect(0).out()).matches("FastSMTP version \\S+\\s+");
        assertThat(line.run("show-config").expect(0).out())
                .containsPattern("Setting +Value +From")
                .containsPattern("smtp_port +" + server.port("smtp_port"))
                .containsPattern("root_api_key +\\*{8}")
                .doesNotContain(Server.ROOT_KEY)
                .doesNotContain("postgres:postgres");
        assertThat(line.run("key root").expect(0).out()).contains("FASTSMTP_ROOT_API_KEY");
        fails("key new -f", "FASTSMTP_ROOT_API_KEY");
    }

    private void schema() {
        assertThat(line.run("db current").expect(0).out()).matches("1(\\.1)?\\s+");
        assertThat(line.run("db history").expect(0).out()).contains("Success").doesNotContain("Pending");
        assertThat(line.run("db validate").expect(0).out()).contains("that of this version");
        assertThat(line.run("db upgrade").expect(0).out()).contains("up to date");
        line.run("db upgrade 1").expect(2);
    }

    private void users() {
        line.run("user create " + user + " -e a@b.example").expect(0);
        fails("user create " + user, "already exists");
        fails("user set-superuser " + user, "--enable or --disable");
        assertThat(line.run("user set-superuser " + user + " --enable")
                        .expect(0)
                        .out())
                .contains("superuser now");
        assertThat(line.run("user list").expect(0).out())
                .containsPattern("ID +Username +Email +Active +Superuser\n")
                .containsPattern("[0-9a-f]{8} +" + user + " +a@b.example +✓ +✓\n");
        line.run("user set-superuser " + user + " --disable").expect(0);
        assertThat(line.run("user list").expect(0).out()).containsPattern(user + " +a@b.example +✓ +✗\n");
        fails("user set-superuser nobody --enable", "no user 'nobody'");
    }

    private String keys() {
        JsonObject made = json("user generate-key " + user + " -n ci -s rules:read,logs:read --output json");
        String key = made.getString("key");
        assertThat(me(key, 200)).contains("\"" + user + "\"");
        assertThat(line.run("user keys " + user).expect(0).out())
                .contains(key.substring(0, 12))
                .contains("rules:read, logs:read")
                .doesNotContain(key);
        fails("user generate-key " + user + " -s everything", "everything");
        fails("user generate-key nobody", "no user 'nobody'");

        String next = json("user rotate-key " + user + " " + key.substring(0, 12) + " -g 1h --output json")
                .getString("key");
        me(key, 200);
        fails("user rotate-key " + user + " " + made.getString("id"), "rotated already");
        line.run("user revoke-key " + user + " " + made.getString("id") + " -f").expect(0);
        me(key, 401);
        me(next, 200);
        return next;
    }

    private void domains() {
        line.run("domain create " + domain.toUpperCase(java.util.Locale.ROOT)).expect(0);
        fails("domain create " + domain, "already exists");
        fails("domain create bad_name.example", "nvalid domain name|is no domain name");
        assertThat(line.run("domain list").expect(0).out())
                .containsPattern("ID +Domain +Enabled +DKIM +SPF\n")
                .containsPattern("[0-9a-f]{8} +" + domain + " +✓ +default +default\n");
        fails("domain add-member " + domain + " " + user + " -r king", "owner");
        line.run("domain add-member " + domain + " " + user + " -r OWNER").expect(0);
        fails("domain add-member " + domain + " " + user, "already");
        fails("domain add-member " + domain + " nobody", "no user 'nobody'");
        fails("domain add-member nowhere.example " + user, "no domain 'nowhere.example'");
        line.run("domain remove-member " + domain + " " + user).expect(0);
        fails("domain remove-member " + domain + " " + user, "ember");
        line.run("domain delete " + domain).expect(130);
        line.run("domain delete " + domain + " --force").expect(0);
        fails("domain delete " + domain + " -f", "no domain");
    }

    private void cleanup() {
        assertThat(line.run("cleanup --dry-run --older-than 1d").expect(0).out())
                .matches("Would delete \\d+ deliveries finished before \\S+Z\\s+");
        assertThat(line.run("cleanup --older-than 300d").expect(0).out()).startsWith("Deleted 0 deliveries");
        fails("cleanup --older-than 30", "6h");
        line.run("cleanup --bogus").expect(2);
    }

    /** Exit 1, one line that says why, and nothing on standard output. */
    private void fails(String command, String why) {
        ServerCommandLine.Ended ended = line.run(command).expect(1);
        assertThat(ended.out()).as(command).isEmpty();
        assertThat(ended.err()).as(command).startsWith("Error: ").containsPattern(why);
        assertThat(ended.err().lines()).as(command).hasSize(1);
    }

    private JsonObject json(String command) {
        return Json.createReader(new StringReader(line.run(command).expect(0).out()))
                .readObject();
    }

    private String me(String key, int status) {
        return new Api(server.api(), key).get("/api/v1/auth/me").expect(status).body();
    }
}
