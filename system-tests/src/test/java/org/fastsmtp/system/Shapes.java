package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;

/** Each endpoint of CONTRACT section 1 once: its status, and the keys and texts that clients read. What is added stands behind. */
final class Shapes {
    private static final String API = "/api/v1";
    private static final String TIME = "\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{6})?Z\"";
    private static final List<String> USER =
            List.of("id", "username", "email", "is_active", "is_superuser", "created_at", "updated_at");
    private static final List<String> KEY =
            List.of("id", "name", "scopes", "key_prefix", "expires_at", "last_used_at", "is_active", "created_at");
    private static final List<String> DOMAIN = List.of(
            "id",
            "domain_name",
            "is_enabled",
            "verify_dkim",
            "verify_spf",
            "reject_dkim_fail",
            "reject_spf_fail",
            "preserve_raw_message",
            "created_at",
            "updated_at");
    private static final List<String> MEMBER =
            List.of("id", "user_id", "domain_id", "role", "username", "created_at", "updated_at");
    private static final List<String> RECIPIENT = List.of(
            "id",
            "domain_id",
            "local_part",
            "webhook_url",
            "webhook_headers",
            "is_enabled",
            "created_at",
            "updated_at");
    private static final List<String> RULESET =
            List.of("id", "domain_id", "name", "priority", "stop_on_match", "is_enabled", "created_at", "updated_at");
    private static final List<String> RULE = List.of(
            "id",
            "ruleset_id",
            "order",
            "field",
            "operator",
            "value",
            "case_sensitive",
            "action",
            "webhook_url_override",
            "add_tags",
            "preserve_raw",
            "created_at",
            "updated_at");
    private static final List<String> DELIVERY = List.of(
            "id",
            "domain_id",
            "message_id",
            "recipient_id",
            "webhook_url",
            "payload_hash",
            "status",
            "attempts",
            "next_retry_at",
            "last_error",
            "last_status_code",
            "instance_id",
            "delivered_at",
            "dkim_result",
            "spf_result",
            "created_at",
            "updated_at");

    private final Api root;
    private final Server server;
    private final String name;

    /** @param name of a user and a domain that nobody has */
    Shapes(Server server, String name) {
        this.root = server.asRoot();
        this.server = server;
        this.name = name;
    }

    void all(String logId) {
        operations();
        String user = users();
        String domain = domains(user);
        recipients(domain);
        rules(domain);
        deliveries(logId);
        said(root.delete(API + "/domains/" + domain), "'" + name + ".example.com' deleted");
        root.get(API + "/domains/" + domain).expect(404);
        said(root.delete(API + "/users/" + user), "deleted");
    }

    private void operations() {
        assertThat(root.get(API + "/health").expect(200).json().keySet())
                .containsExactlyInAnyOrder("status", "version", "instance_id");
        assertThat(root.get(API + "/ready").expect(200).body())
                .isEqualTo("{\"status\":\"ok\",\"database\":\"ok\",\"smtp\":null,\"queue\":null}");
        JsonObject ready = root.get(API + "/ready?include_queue=yes&include_smtp=1")
                .expect(200)
                .json();
        assertThat(ready.getString("smtp")).isEqualTo("ok");
        assertThat(ready.getJsonObject("queue").keySet()).containsExactly("pending", "failed", "exhausted");
        JsonObject tried = root.post(API + "/test-webhook", "{\"webhook_url\": \"http://127.0.0.1:1/\"}")
                .expect(200)
                .json();
        has(tried, List.of("success", "status_code", "error", "response_time_ms"));
        assertThat(tried.getBoolean("success")).isFalse();
        JsonObject refused = root.post(API + "/test-webhook", "{\"webhook_url\": \"http://169.254.169.254/\"}")
                .expect(200)
                .json();
        assertThat(refused.get("status_code")).isEqualTo(JsonValue.NULL);
        assertThat(refused.getString("error")).containsPattern("blocked|invalid");
    }

    private String users() {
        JsonObject me = root.get(API + "/auth/me").expect(200).json();
        assertThat(me.keySet()).containsExactlyInAnyOrder("user", "domains", "is_root");
        has(me.getJsonObject("user"), USER);
        assertThat(me.getJsonObject("user").getString("id")).isEqualTo("ffffffff-ffff-ffff-ffff-ffffffffffff");
        assertThat(me.getBoolean("is_root")).isTrue();
        assertThat(root.get(API + "/auth/keys").expect(200).body()).isEqualTo("[]");

        JsonObject made = root.post(
                        API + "/users", "{\"username\": \"" + name + "\", \"password\": 5, \"is_superuser\": \"off\"}")
                .expect(201)
                .json();
        has(made, USER);
        assertThat(made.get("email")).isEqualTo(JsonValue.NULL);
        assertThat(made.get("created_at").toString()).matches(TIME);
        String user = made.getString("id");
        assertThat(root.put(API + "/users/" + user, "{}").expect(200).json()).isEqualTo(made);
        assertThat(root.put(API + "/users/" + user, "{\"email\": \"a@b\", \"is_active\": 1}")
                        .expect(200)
                        .json()
                        .getString("email"))
                .isEqualTo("a@b");
        assertThat(root.get(API + "/users").expect(200).array().getValuesAs(JsonObject.class))
                .extracting(row -> row.getString("username"))
                .isSorted()
                .contains(name);
        keys(user);
        return user;
    }

    private void keys(String user) {
        String granted = root.post(API + "/users/" + user + "/keys", "{\"name\": \"a\", \"scopes\": [\"admin\"]}")
                .expect(201)
                .json()
                .getString("key");
        assertThat(granted).matches("fsmtp_[A-Za-z0-9_-]{43}");
        Api own = new Api(server.api(), granted);
        JsonObject made = own.post(
                        API + "/auth/keys",
                        "{\"name\": \"b\", \"scopes\": [\"logs:read\"], \"expires_at\": \"2090-01-01T01:00:00+01:00\"}")
                .expect(201)
                .json();
        has(made, KEY);
        assertThat(made.getString("expires_at")).isEqualTo("2090-01-01T00:00:00Z");
        assertThat(made.getString("key_prefix")).isEqualTo(made.getString("key").substring(0, 12));
        JsonObject next = own.post(API + "/auth/keys/" + made.getString("id") + "/rotate", "")
                .expect(200)
                .json();
        has(next, KEY);
        assertThat(next.getString("name")).isEqualTo("b (rotated)");
        assertThat(next.getString("expires_at")).isEqualTo(made.getString("expires_at"));
        assertThat(new Api(server.api(), made.getString("key"))
                        .get(API + "/auth/me")
                        .expect(401)
                        .body())
                .isEqualTo("{\"detail\":\"API key is inactive\"}");
        said(own.delete(API + "/auth/keys/" + next.getString("id")), "deleted");
        JsonObject listed = own.get(API + "/auth/keys").expect(200).array().getJsonObject(0);
        has(listed, KEY);
        assertThat(listed).doesNotContainKey("key");
        own.delete(API + "/auth/keys/" + listed.getString("id")).expect(400);
        root.put(API + "/users/" + user, "{\"is_active\": false}").expect(200);
        assertThat(own.get(API + "/auth/me").expect(401).body()).isEqualTo("{\"detail\":\"User account is inactive\"}");
        root.put(API + "/users/" + user, "{\"is_active\": true}").expect(200);
    }

    private String domains(String user) {
        JsonObject made = root.post(
                        API + "/domains", "{\"domain_name\": \"" + name + ".EXAMPLE.com\", \"verify_spf\": true}")
                .expect(201)
                .json();
        has(made, DOMAIN);
        assertThat(made.getString("domain_name")).isEqualTo(name + ".example.com");
        assertThat(made.get("verify_dkim")).isEqualTo(JsonValue.NULL);
        String domain = made.getString("id");
        assertThat(root.put(API + "/domains/" + domain, "{\"verify_spf\": null, \"is_enabled\": \"f\"}")
                        .expect(200)
                        .json())
                .containsEntry("verify_spf", JsonValue.NULL)
                .containsEntry("is_enabled", JsonValue.FALSE);

        String members = API + "/domains/" + domain + "/members";
        JsonObject member = root.post(members, "{\"user_id\": \"" + user + "\"}")
                .expect(201)
                .json();
        assertThat(member.keySet()).containsExactlyInAnyOrderElementsOf(MEMBER);
        assertThat(member.getString("role")).isEqualTo("member");
        assertThat(root.put(members + "/" + user, "{\"role\": \"owner\"}")
                        .expect(200)
                        .json()
                        .getString("role"))
                .isEqualTo("owner");
        assertThat(root.get(members).expect(200).array()).hasSize(1);
        said(root.delete(members + "/" + user), "removed");
        return domain;
    }

    private void recipients(String domain) {
        String recipients = API + "/domains/" + domain + "/recipients";
        JsonObject all = root.post(
                        recipients,
                        "{\"local_part\": \"*\", \"webhook_url\": \"HTTP://EXAMPLE.com:80\","
                                + " \"webhook_headers\": {\"X-A\": \"secret\"}, \"is_enabled\": false}")
                .expect(201)
                .json();
        has(all, RECIPIENT);
        assertThat(all.get("local_part")).isEqualTo(JsonValue.NULL);
        assertThat(all.getString("webhook_url")).isEqualTo("http://example.com/");
        assertThat(all.getBoolean("is_enabled")).isTrue();
        assertThat(all.getJsonObject("webhook_headers").getString("X-A")).isEqualTo("secret");
        JsonObject one = root.post(
                        recipients, "{\"local_part\": \"a\", \"webhook_url\": \"https://example.com/webhook\"}")
                .expect(201)
                .json();
        assertThat(one.getString("webhook_url")).isEqualTo("https://example.com/webhook");
        assertThat(root.get(recipients).expect(200).array().getValuesAs(JsonObject.class))
                .extracting(row -> row.getString("id"))
                .containsExactly(one.getString("id"), all.getString("id"));
        assertThat(root.put(recipients + "/" + one.getString("id"), "{\"is_enabled\": false}")
                        .expect(200)
                        .json())
                .containsEntry("is_enabled", JsonValue.FALSE)
                .containsEntry("webhook_url", one.get("webhook_url"));
        has(root.get(recipients + "/" + one.getString("id")).expect(200).json(), RECIPIENT);
        secrets(domain, recipients + "/" + all.getString("id"));
        said(root.delete(recipients + "/" + all.getString("id")), "'*' deleted");
    }

    /** CONTRACT section 12: who may not write sees which headers there are, and nobody sees the signing secret again. */
    private void secrets(String domain, String recipient) {
        String secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        assertThat(root.put(recipient, "{\"webhook_secret\": \"" + secret + "\"}")
                        .expect(200)
                        .body())
                .contains("\"has_webhook_secret\":true")
                .doesNotContain("whsec_");
        String user = root.post(API + "/users", "{\"username\": \"" + name + "r\"}")
                .expect(201)
                .json()
                .getString("id");
        root.post(API + "/domains/" + domain + "/members", "{\"user_id\": \"" + user + "\"}")
                .expect(201);
        String key = root.post(API + "/users/" + user + "/keys", "{\"name\": \"k\", \"scopes\": [\"recipients:read\"]}")
                .expect(201)
                .json()
                .getString("key");
        assertThat(new Api(server.api(), key).get(recipient).expect(200).body())
                .contains("\"X-A\":\"********\"")
                .doesNotContain("whsec_")
                .doesNotContain("secret\"}");
        assertThat(root.get(API + "/audit-log?target=recipient").expect(200).body())
                .doesNotContain("whsec_");
    }

    private void rules(String domain) {
        String rulesets = API + "/domains/" + domain + "/rulesets";
        JsonObject low = root.post(rulesets, "{\"name\": \"b\"}").expect(201).json();
        has(low, RULESET);
        assertThat(low.getInt("priority")).isZero();
        assertThat(low.getBoolean("stop_on_match")).isTrue();
        root.post(rulesets, "{\"name\": \"a\"}").expect(201);
        root.post(rulesets, "{\"name\": \"z\", \"priority\": \"9\"}").expect(201);
        assertThat(root.get(rulesets).expect(200).array().getValuesAs(JsonObject.class))
                .extracting(row -> row.getString("name"))
                .containsExactly("z", "a", "b");

        String ruleset = rulesets + "/" + low.getString("id");
        String body = "{\"field\": \"subject\", \"operator\": \"contains\", \"value\": \"x\"}";
        JsonObject first = root.post(ruleset + "/rules", body).expect(201).json();
        has(first, RULE);
        assertThat(first.getInt("order")).isZero();
        assertThat(first.getString("action")).isEqualTo("forward");
        JsonObject second = root.post(ruleset + "/rules", body).expect(201).json();
        assertThat(second.getInt("order")).isEqualTo(1);
        String turned = "{\"rule_ids\": [\"" + second.getString("id") + "\", \"" + first.getString("id") + "\"]}";
        said(root.post(ruleset + "/reorder", turned), "Reordered 2 rules");
        JsonObject whole = root.get(ruleset).expect(200).json();
        has(whole, RULESET);
        assertThat(whole.getJsonArray("rules").getValuesAs(JsonObject.class))
                .extracting(rule -> rule.getString("id"))
                .containsExactly(second.getString("id"), first.getString("id"));
        String rule = API + "/domains/" + domain + "/rules/" + first.getString("id");
        assertThat(root.put(rule, "{\"action\": \"drop\"}").expect(200).json().getString("action"))
                .isEqualTo("drop");
        said(root.delete(rule), "deleted");
        assertThat(root.put(ruleset, "{\"priority\": 7}").expect(200).json().getInt("priority"))
                .isEqualTo(7);
        said(root.delete(ruleset), "deleted");
    }

    private void deliveries(String logId) {
        JsonObject whole = root.get(API + "/delivery-log/" + logId).expect(200).json();
        has(whole, DELIVERY);
        assertThat(whole.getJsonObject("payload")).isNotEmpty();
        String log = API + "/domains/" + whole.getString("domain_id") + "/delivery-log";
        JsonObject listed = root.get(log + "?any=thing").expect(200).array().getJsonObject(0);
        has(listed, DELIVERY);
        assertThat(listed).doesNotContainKey("payload");
        assertThat(root.get(log + "?status=unknown").expect(200).body()).isEqualTo("[]");
        assertThat(root.get(log + "?message_id=%3Cnone%3E").expect(200).body()).isEqualTo("[]");
        assertThat(root.get(log + "?offset=1").expect(200).body()).isEqualTo("[]");

        JsonObject many =
                root.post(log + "/retry?status=delivered", "").expect(200).json();
        assertThat(many.getInt("count")).isZero();

        // Of a domain that is gone: for superusers who may read logs, and nobody else.
        said(root.delete(log.replace("/delivery-log", "")), "deleted");
        assertThat(root.get(API + "/delivery-log/" + logId).expect(200).json())
                .containsEntry("next_retry_at", JsonValue.NULL)
                .containsEntry("status", Json.createValue("cancelled"))
                .doesNotContainEntry("last_error", JsonValue.NULL);
        assertThat(root.post(API + "/delivery-log/" + logId + "/retry", "")
                        .expect(400)
                        .body())
                .contains("Cannot retry");
        root.get(log).expect(404);
    }

    private static void has(JsonObject object, List<String> keys) {
        assertThat(object.keySet()).containsAll(keys);
    }

    /** 200 and a message. */
    private static void said(Api.Answer answer, String text) {
        assertThat(answer.expect(200).json().keySet()).containsExactly("message");
        assertThat(answer.json().getString("message")).contains(text);
    }
}
