package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What the REST API keeps to on every database: rights, limits, shapes, and no 500 whatever comes. Long because all of it asks one server,
 * whose start costs more than the tests.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ApiContract {
    private static final String API = "/api/v1";
    private static final int SEEDS = 3;
    private static final AtomicInteger NEXT = new AtomicInteger();

    Server server;
    private Api root;
    private RawHttp raw;
    private JsonObject document;

    /** A server on the database under test, not started. */
    abstract Server server();

    /** The server under test. */
    final Server running() {
        return server;
    }

    @BeforeAll
    void start() {
        server = server().with("cors_origins", "[\"https://console.example\"]").start();
        root = server.asRoot();
        raw = new RawHttp(server.port("api_port"));
        document = new Api(server.api(), "").get("/openapi.json").expect(200).json();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    @DisplayName(
            "finding 21: no request that can be made from the document is answered with 500 or with what it does not name")
    void answers_whatever_comes_with_what_the_document_names() throws Exception {
        Map<Integer, Integer> statuses = Fuzz.statuses();
        List<String> findings = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(SEEDS);
        try {
            List<Future<List<String>>> runs = new ArrayList<>();
            for (int seed = 1; seed <= SEEDS; seed++) {
                Fuzz fuzz = new Fuzz(seed, document, raw, fixture());
                runs.add(threads.submit(
                        () -> fuzz.run(Integer.getInteger("fastsmtp.fuzz", 500), Duration.ofSeconds(30), statuses)));
            }
            for (Future<List<String>> run : runs) {
                findings.addAll(run.get());
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(findings).isEmpty();
        // It got through to the routes and was not turned away at the door.
        assertThat(statuses).containsKeys(200, 201, 401, 403, 404, 409, 413, 422);
    }

    @Test
    void names_the_scope_that_each_route_wants_and_accepts_it() {
        String user = user(true);
        String log = delivery("scopes" + NEXT.incrementAndGet() + ".example.com");
        Map<String, String> refusals = new HashMap<>();
        Api without = new Api(server.api(), key(user));
        document.getJsonObject("paths")
                .forEach((path, verbs) -> verbs.asJsonObject().forEach((verb, value) -> {
                    JsonObject operation = value.asJsonObject();
                    String scope = operation.getString("x-scope", "");
                    if (!scope.isEmpty() && !path.endsWith("/test-webhook")) {
                        Api with = new Api(server.api(), key(user, scope));
                        String domain = root.domain("s" + NEXT.incrementAndGet() + ".example.com");
                        String there = path.replace("{domain_id}", domain)
                                        .replace("{log_id}", log)
                                        .replace("{job}", "prune-job-repository")
                                        .replaceAll("\\{(execution|place)}", "0")
                                        .replaceAll(
                                                "\\{[a-z_]+}", UUID.randomUUID().toString())
                                + (path.endsWith("/route") ? "?address=a@b.example" : "");
                        String method = verb.toUpperCase(Locale.ROOT);
                        String body = operation.containsKey("requestBody") ? example(operation) : "";
                        Api.Answer refused = without.send(method, there, body);
                        Api.Answer allowed = with.send(method, there, body);
                        if (refused.status() != 403
                                || !refused.body().contains("Missing required scope: " + scope + "\"")) {
                            refusals.put(method + " " + path + " without", refused.toString());
                        }
                        // A new key of the caller's may need a scope that he then grants: named, and not the route's.
                        if (allowed.status() == 401
                                || allowed.status() == 403 && allowed.body().contains(scope)) {
                            refusals.put(method + " " + path + " with " + scope, allowed.toString());
                        }
                    }
                }));

        assertThat(refusals).isEmpty();
    }

    @Test
    void wants_a_key_on_every_route_that_is_not_open() {
        List<String> open = new ArrayList<>();
        document.getJsonObject("paths")
                .forEach((path, verbs) -> verbs.asJsonObject().keySet().forEach(verb -> {
                    RawHttp.Answer answer = raw.send(
                            verb.toUpperCase(Locale.ROOT), path.replaceAll("\\{[a-z_]+}", "x"), "", new byte[0]);
                    if (answer.status() != 401) {
                        open.add(path);
                    } else {
                        assertThat(answer.header("WWW-Authenticate")).isEqualTo("ApiKey");
                    }
                }));

        assertThat(open)
                .containsExactlyInAnyOrder(
                        API + "/health",
                        API + "/ready",
                        API + "/health/live",
                        API + "/health/started",
                        API + "/health/ready",
                        API + "/payload-schema");
    }

    @Test
    @DisplayName("finding 11: of the same thing made many times at once one is made, the others are 409")
    void makes_one_of_concurrent_duplicates() throws Exception {
        String domain = root.domain("dup" + NEXT.incrementAndGet() + ".example.com");
        String user = user(false);
        String to = API + "/domains/" + domain;

        assertThat(atOnce(API + "/domains", "{\"domain_name\": \"same" + NEXT.incrementAndGet() + ".example.com\"}"))
                .containsOnlyOnce(201)
                .containsOnly(201, 409);
        assertThat(atOnce(API + "/users", "{\"username\": \"same" + NEXT.incrementAndGet() + "\"}"))
                .containsOnlyOnce(201)
                .containsOnly(201, 409);
        assertThat(atOnce(to + "/recipients", "{\"local_part\": \"*\", \"webhook_url\": \"https://example.com/h\"}"))
                .containsOnlyOnce(201)
                .containsOnly(201, 409);
        assertThat(atOnce(to + "/members", "{\"user_id\": \"" + user + "\"}"))
                .containsOnlyOnce(201)
                .containsOnly(201, 409);
        assertThat(atOnce(to + "/rulesets", "{\"name\": \"same\"}"))
                .containsOnlyOnce(201)
                .containsOnly(201, 409);
    }

    @Test
    void sends_a_path_with_a_trailing_slash_to_the_one_without() {
        for (String path : List.of("/metrics", "/docs", "/redoc", "/openapi.json", API + "/health", API + "/domains")) {
            RawHttp.Answer answer = raw.send("GET", path + "/?a=b", "", new byte[0]);

            assertThat(answer.status()).as(path).isEqualTo(307);
            assertThat(answer.header("Location")).isEqualTo("http://localhost" + path + "?a=b");
        }
        assertThat(raw.send("GET", "//evil.example/", "", new byte[0]).header("Location"))
                .doesNotStartWith("//");
    }

    @Test
    void answers_the_origins_of_the_setting_and_no_other() {
        String preflight = "Access-Control-Request-Method: PUT\r\nAccess-Control-Request-Headers: x-api-key\r\n";

        RawHttp.Answer good =
                raw.send("OPTIONS", API + "/domains", "Origin: https://console.example\r\n" + preflight, new byte[0]);
        RawHttp.Answer bad =
                raw.send("OPTIONS", API + "/domains", "Origin: https://evil.example\r\n" + preflight, new byte[0]);
        RawHttp.Answer refusal = raw.send("GET", API + "/domains", "Origin: https://console.example\r\n", new byte[0]);

        assertThat(good.status()).isEqualTo(200);
        assertThat(good.header("Access-Control-Allow-Origin")).isEqualTo("https://console.example");
        assertThat(good.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(good.header("Access-Control-Allow-Headers")).isEqualTo("x-api-key");
        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(refusal.status()).isEqualTo(401);
        assertThat(refusal.header("Access-Control-Allow-Origin")).isEqualTo("https://console.example");
    }

    @Test
    void lets_no_header_be_injected_into_a_webhook() {
        String to = API + "/domains/" + root.domain("inj" + NEXT.incrementAndGet() + ".example.com") + "/recipients";

        for (String header : List.of(
                "\"X\\r\\nY\": \"1\"",
                "\"X\": \"1\\r\\nY: 2\"",
                "\"X Y\": \"1\"",
                "\"\": \"1\"",
                "\"Host\": \"a\\u0000\"")) {
            root.post(to, "{\"webhook_url\": \"https://example.com/h\", \"webhook_headers\": {" + header + "}}")
                    .expect(422);
        }
    }

    @Test
    void bounds_the_lists_it_takes() {
        String domain = API + "/domains/" + root.domain("long" + NEXT.incrementAndGet() + ".example.com");
        String rulesets = domain + "/rulesets";
        String ruleset =
                root.post(rulesets, "{\"name\": \"r\"}").expect(201).json().getString("id");
        String many = "\"x\",".repeat(20_000) + "\"x\"";
        StringBuilder headers = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            headers.append(i == 0 ? "" : ",").append("\"X-").append(i).append("\": \"v\"");
        }

        root.post(
                        rulesets + "/" + ruleset + "/rules",
                        "{\"field\": \"subject\", \"operator\": \"exists\", \"value\": \"\", \"add_tags\": [" + many
                                + "]}")
                .expect(422);
        root.post(rulesets + "/" + ruleset + "/reorder", "{\"rule_ids\": [" + many + "]}")
                .expect(422);
        root.post(
                        domain + "/recipients",
                        "{\"webhook_url\": \"https://example.com/h\", \"webhook_headers\": {" + headers + "}}")
                .expect(422);
        root.post(API + "/users/" + user(false) + "/keys", "{\"name\": \"k\", \"scopes\": [" + many + "]}")
                .expect(422);
        root.post(API + "/domains", "{\"domain_name\": \"" + "x".repeat(3_000_000) + "\"}")
                .expect(413);
        // Said before the first octet of a body that nobody would want to read.
        RawHttp.Answer huge = raw.send(RawHttp.octets("POST " + API + "/domains HTTP/1.1\r\nHost: localhost\r\n"
                + rootHeader() + "Content-Length: 20000000\r\n\r\n"
                + "x".repeat(9_000_000)));
        assertThat(huge.status()).isEqualTo(413);
        assertThat(huge.json().getString("detail")).isEqualTo("Request body too large");
    }

    @Test
    void keeps_the_last_owner_of_a_domain() {
        String members = API + "/domains/" + root.domain("own" + NEXT.incrementAndGet() + ".example.com") + "/members";
        String owner = user(false);
        root.post(members, "{\"user_id\": \"" + owner + "\", \"role\": \"owner\"}")
                .expect(201);
        Api asOwner = new Api(server.api(), key(owner, "admin"));

        asOwner.put(members + "/" + owner, "{\"role\": \"member\"}").expect(409);
        asOwner.delete(members + "/" + owner).expect(400);

        String second = user(false);
        asOwner.post(members, "{\"user_id\": \"" + second + "\", \"role\": \"owner\"}")
                .expect(201);
        asOwner.put(members + "/" + owner, "{\"role\": \"member\"}").expect(200);

        Api asSecond = new Api(server.api(), key(second, "admin"));
        asSecond.put(members + "/" + owner, "{\"role\": \"owner\"}").expect(200);
        assertThat(List.of(
                        asOwner.put(members + "/" + second, "{\"role\": \"admin\"}")
                                .status(),
                        asSecond.put(members + "/" + owner, "{\"role\": \"admin\"}")
                                .status()))
                .containsExactly(200, 403);
    }

    @Test
    void checks_json_then_the_key_then_the_request_then_the_domain_then_the_role_then_the_scope() {
        String domain = root.domain("order" + NEXT.incrementAndGet() + ".example.com");
        String member = user(false);
        root.post(API + "/domains/" + domain + "/members", "{\"user_id\": \"" + member + "\"}")
                .expect(201);
        Api asMember = new Api(server.api(), key(member));
        Api stranger = new Api(server.api(), key(user(false), "admin"));
        Api nobody = new Api(server.api(), "");
        String to = API + "/domains/" + domain + "/recipients";
        String valid = "{\"webhook_url\": \"https://example.com/h\"}";

        assertThat(nobody.post(to, "{").expect(422).body()).contains("json_invalid");
        nobody.post(to, "{}").expect(401);
        stranger.post(to, "{}").expect(422);
        stranger.post(API + "/domains/" + UUID.randomUUID() + "/recipients", valid)
                .expect(404);
        assertThat(stranger.post(to, valid).expect(403).body()).contains("Access denied");
        assertThat(asMember.post(to, valid).expect(403).body()).contains("admin");
        assertThat(asMember.get(to).expect(403).body()).contains("Missing required scope: recipients:read");
    }

    @Test
    void takes_the_caller_from_the_key_of_each_request_and_keeps_nothing_of_him() {
        String user = user(false);
        JsonObject made = root.post(API + "/users/" + user + "/keys", "{\"name\": \"k\"}")
                .expect(201)
                .json();
        String key = "X-API-Key: " + made.getString("key") + "\r\n";
        // A session, were there one, would be the second caller's too.
        String cookie = "Cookie: JSESSIONID=stolen\r\n";
        List<RawHttp.Answer> answers = new ArrayList<>();

        for (int i = 0; i < 20; i++) {
            answers.add(raw.send("GET", API + "/auth/me", cookie + key, new byte[0]));
            assertThat(last(answers).json().getJsonObject("user").getString("id"))
                    .isEqualTo(user);
            answers.add(raw.send("GET", API + "/auth/me", cookie, new byte[0]));
            assertThat(last(answers).status()).isEqualTo(401);
            answers.add(raw.send("GET", API + "/auth/me", cookie + rootHeader(), new byte[0]));
            assertThat(last(answers).json().getBoolean("is_root")).isTrue();
            answers.add(raw.send("GET", API + "/health/live", cookie, new byte[0]));
            assertThat(last(answers).status()).isEqualTo(200);
        }
        root.delete(API + "/users/" + user + "/keys/" + made.getString("id")).expect(200);
        answers.add(raw.send("GET", API + "/auth/me", cookie + key, new byte[0]));

        assertThat(last(answers).status()).isEqualTo(401);
        assertThat(last(answers).json().getString("detail")).isEqualTo("API key is inactive");
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.header("Set-Cookie")).isEmpty());
    }

    private static RawHttp.Answer last(List<RawHttp.Answer> answers) {
        return answers.get(answers.size() - 1);
    }

    @Test
    void a_key_grants_no_more_than_its_maker_has() {
        String keys = API + "/auth/keys";
        Api maker = new Api(server.api(), key(user(false), "rules:read"));
        maker.post(keys, "{\"name\": \"k\", \"scopes\": [\"rules:read\"]}").expect(201);
        for (String more : List.of("rules:write", "admin")) {
            maker.post(keys, "{\"name\": \"k\", \"scopes\": [\"rules:read\", \"" + more + "\"]}")
                    .expect(403);
        }
    }

    @Test
    void a_rotated_key_is_good_until_its_grace_is_over() {
        String user = user(false);
        JsonObject old = root.post(API + "/users/" + user + "/keys", "{\"name\": \"k\"}")
                .expect(201)
                .json();
        String keys = API + "/users/" + user + "/keys/";

        JsonObject graceful = root.post(keys + old.getString("id") + "/rotate", "{\"grace\": \"1h\"}")
                .expect(200)
                .json();
        JsonObject brief = root.post(keys + graceful.getString("id") + "/rotate", "{\"grace\": \"1s\"}")
                .expect(200)
                .json();
        new Api(server.api(), old.getString("key")).get(API + "/auth/me").expect(200);
        new Api(server.api(), brief.getString("key")).get(API + "/auth/me").expect(200);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> new Api(server.api(), graceful.getString("key"))
                        .get(API + "/auth/me")
                        .body()
                        .contains("expired"));
        root.post(keys + brief.getString("id") + "/rotate", "").expect(200);

        assertThat(new Api(server.api(), brief.getString("key"))
                        .get(API + "/auth/me")
                        .expect(401)
                        .body())
                .contains("inactive");
        root.post(keys + old.getString("id") + "/rotate", "{\"grace\": \"91d\"}")
                .expect(422);
        assertThat(root.post(keys + old.getString("id") + "/rotate", "")
                        .expect(409)
                        .body())
                .contains("rotated already");
        root.delete(keys + old.getString("id")).expect(200);
        new Api(server.api(), old.getString("key")).get(API + "/auth/me").expect(401);
    }

    @Test
    void hands_out_the_mail_and_its_attachments_to_members_of_the_domain() {
        String name = "raw" + NEXT.incrementAndGet() + ".example.com";
        String delivery = API + "/delivery-log/" + delivery(name);
        Api stranger = new Api(server.api(), key(user(false), "admin"));

        RawHttp.Answer mail = raw.send("GET", delivery + "/raw", rootHeader(), new byte[0]);
        RawHttp.Answer attachment = raw.send("GET", delivery + "/attachments/0", rootHeader(), new byte[0]);

        assertThat(mail.text()).contains("Message-ID: <raw@" + name + ">").contains("Hello\r\n--x\r\n");
        assertThat(mail.header("Content-Type")).isEqualTo("message/rfc822");
        assertThat(attachment.text()).isEqualTo("<script>");
        assertThat(attachment.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"e__.html\"; filename*=UTF-8''e%22%C3%BC.html");
        assertThat(attachment.header("X-Content-Type-Options")).isEqualTo("nosniff");
        root.get(delivery + "/attachments/1").expect(404);
        root.get(API + "/delivery-log/" + UUID.randomUUID() + "/raw").expect(404);
        stranger.get(delivery + "/raw").expect(403);
        assertThat(root.get(API + "/audit-log?target=delivery").expect(200).body())
                .contains("\"download\"");
    }

    @Test
    void answers_a_body_that_never_ends_and_a_head_that_is_none() throws IOException {
        String head = "POST " + API + "/domains HTTP/1.1\r\nHost: localhost\r\n" + rootHeader();
        try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.port("api_port"))) {
            slow.setSoTimeout(40_000);
            slow.getOutputStream().write(RawHttp.octets(head + "Content-Length: 100\r\n\r\n{"));

            assertThat(RawHttp.answer(slow.getInputStream()).status()).isEqualTo(408);
        }
        assertThat(raw.send(RawHttp.octets(head + "Transfer-Encoding: gzip\r\n\r\n{}"))
                        .status())
                .isEqualTo(501);
        assertThat(raw.send(RawHttp.octets("nonsense\r\n\r\n")).status()).isEqualTo(400);
        assertThat(raw.send("GET", API + "/users/%ff%zz", rootHeader(), new byte[0])
                        .json()
                        .getJsonArray("detail"))
                .hasSize(1);
        assertThat(raw.send("TRACE", API + "/users", "", new byte[0]).json().getString("detail"))
                .isEqualTo("Method Not Allowed");
        assertThat(raw.send("HEAD", API + "/health", "", new byte[0]).status()).isEqualTo(405);
    }

    @Test
    void answers_each_endpoint_of_the_contract_in_its_shape() {
        String name = "shape" + NEXT.incrementAndGet();
        new Shapes(server, name).all(delivery(name + "d.example.com"));

        RawHttp.Answer answer = raw.send("GET", API + "/domains", rootHeader(), new byte[0]);
        assertThat(answer.header("X-Process-Time-Ms")).matches("\\d+\\.\\d\\d");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(raw.send("GET", "/metrics", "", new byte[0]).header("Content-Type"))
                .isEqualToIgnoringWhitespace("text/plain; version=0.0.4; charset=utf-8");
        for (String page : List.of("/docs", "/redoc")) {
            assertThat(raw.send("GET", page, "", new byte[0]).text()).as(page).contains("openapi.json");
        }
        assertThat(raw.send("PATCH", API + "/domains", rootHeader(), new byte[0])
                        .status())
                .isEqualTo(405);
        RawHttp.Answer odd = raw.send("GET", API + "/domains", "X-API-Key: schl\u00fcssel\r\n", new byte[0]);
        // The second answer counts failures of this network: other tests make some too.
        assertThat(odd.status()).isIn(401, 429);
    }

    @Test
    void says_what_is_wrong_and_where_at_each_endpoint() {
        String name = "bad" + NEXT.incrementAndGet();
        String domain = root.domain(name + ".example.com");
        String to = API + "/domains/" + domain;
        String user = root.post(API + "/users", "{\"username\": \"" + name + "\"}")
                .expect(201)
                .json()
                .getString("id");
        String key = root.post(API + "/users/" + user + "/keys", "{\"name\": \"k\"}")
                .expect(201)
                .json()
                .getString("id");
        root.post(to + "/members", "{\"user_id\": \"" + user + "\"}").expect(201);
        root.recipient(domain, "*", "https://example.com/h");
        String ruleset = root.post(to + "/rulesets", "{\"name\": \"rules\"}")
                .expect(201)
                .json()
                .getString("id");
        String body = "{\"field\": \"subject\", \"operator\": \"contains\", \"value\": \"x\"}";
        String rules = to + "/rulesets/" + ruleset + "/rules";
        root.post(rules, body).expect(201);

        assertThat(BadInput.findings(
                        root,
                        Map.of(
                                "domain", domain,
                                "domain_name", name + ".example.com",
                                "user", user,
                                "username", name,
                                "key", key,
                                "recipient", root.recipient(domain, "tickets", "https://example.com/h"),
                                "ruleset", ruleset,
                                "rule",
                                        root.post(rules, body)
                                                .expect(201)
                                                .json()
                                                .getString("id"))))
                .isEmpty();
    }

    @Test
    void each_server_command_works_beside_the_running_server() {
        try (ServerCommandLine line = server.commandLine("api_port", server.setting("api_port"))) {
            new ServerCommands(line, server, "cli" + NEXT.incrementAndGet()).all();
        }
    }

    @Test
    void logs_each_request_without_the_key() {
        String key = key(user(false));
        new Api(server.api(), key).get(API + "/auth/me?secret=in-the-query").expect(200);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(server.output())
                        .containsPattern("\"GET /api/v1/auth/me\" 200 [0-9.]+ms key=" + key.substring(0, 12)));
        assertThat(server.output())
                .doesNotContain(key)
                .doesNotContain("in-the-query")
                .doesNotContain(Server.ROOT_KEY);
    }

    private String rootHeader() {
        return "X-API-Key: " + Server.ROOT_KEY + "\r\n";
    }

    private List<Integer> atOnce(String path, String body) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                answers.add(threads.submit(() -> root.post(path, body).status()));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : answers) {
                statuses.add(answer.get());
            }
            return statuses;
        } finally {
            threads.shutdownNow();
        }
    }

    private String user(boolean isSuperuser) {
        String body = "{\"username\": \"u" + NEXT.incrementAndGet() + "\", \"is_superuser\": " + isSuperuser + "}";
        return root.post(API + "/users", body).expect(201).json().getString("id");
    }

    private String key(String user, String... scopes) {
        String body = Json.createObjectBuilder()
                .add("name", "k")
                .add("scopes", Json.createArrayBuilder(List.of(scopes)))
                .build()
                .toString();
        return root.post(API + "/users/" + user + "/keys", body)
                .expect(201)
                .json()
                .getString("key");
    }

    /** A delivery of a mail with an attachment, which fails. */
    private String delivery(String name) {
        String domain = root.domain(name);
        root.recipient(domain, "tickets", "http://127.0.0.1:1/hook");
        String mail = "From: a@b.example\r\nMessage-ID: <raw@" + name + ">\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nHello\r\n"
                + "--x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n"
                + "Content-Disposition: attachment; filename*=UTF-8''..%2F..%2Fe%22%C3%BC.html\r\n\r\n"
                + Base64.getEncoder().encodeToString("<script>".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                + "\r\n--x--\r\n";
        try (SmtpClient client = server.smtp()) {
            assertThat(client.send("a@b.example", "tickets@" + name, mail)).startsWith("250");
        }
        String log = API + "/domains/" + domain + "/delivery-log";
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !root.get(log).array().isEmpty());
        return root.get(log).array().getJsonObject(0).getString("id");
    }

    /** Things that are there, and keys of every rank. */
    private Fuzz.Fixture fixture() {
        Map<String, List<String>> ids = new HashMap<>();
        String name = "fuzz" + NEXT.incrementAndGet() + ".example.com";
        ids.put("log_id", List.of(delivery(name)));
        String spare = root.domain("fuzz" + NEXT.incrementAndGet() + ".example.com");
        String domain = first(API + "/domains", name);
        String to = API + "/domains/" + domain;
        String ruleset = root.post(to + "/rulesets", "{\"name\": \"r\"}")
                .expect(201)
                .json()
                .getString("id");
        String rule = root.post(
                        to + "/rulesets/" + ruleset + "/rules",
                        "{\"field\": \"subject\", \"operator\": \"contains\", \"value\": \"x\"}")
                .expect(201)
                .json()
                .getString("id");
        String user = user(false);
        root.post(to + "/members", "{\"user_id\": \"" + user + "\", \"role\": \"admin\"}")
                .expect(201);
        ids.put("domain_id", List.of(domain, domain, domain, spare));
        ids.put("user_id", List.of(user, user(true)));
        ids.put("ruleset_id", List.of(ruleset));
        ids.put("rule_id", List.of(rule));
        ids.put("recipient_id", List.of(root.recipient(domain, "two", "https://example.com/h")));
        ids.put(
                "key_id",
                List.of(root.post(API + "/users/" + user + "/keys", "{\"name\": \"k\"}")
                        .expect(201)
                        .json()
                        .getString("id")));
        String member = key(user, "admin");
        return new Fuzz.Fixture(
                ids, List.of(Server.ROOT_KEY, Server.ROOT_KEY, Server.ROOT_KEY, member, key(user), "fsmtp_unknown"));
    }

    private String first(String path, String name) {
        JsonArray domains = root.get(path).expect(200).array();
        return domains.stream()
                .map(JsonValue::asJsonObject)
                .filter(row -> row.getString("domain_name").equals(name))
                .findFirst()
                .orElseThrow()
                .getString("id");
    }

    private String example(JsonObject operation) {
        JsonObject schema = operation
                .getJsonObject("requestBody")
                .getJsonObject("content")
                .getJsonObject("application/json")
                .getJsonObject("schema");
        JsonObject named = document.getJsonObject("components")
                .getJsonObject("schemas")
                .getJsonObject(schema.getString("$ref").replaceFirst(".*/", ""));
        return named.getJsonArray("examples").getJsonObject(0).toString();
    }
}
