package org.fastsmtp.cli.server;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fastsmtp.cli.Failure;
import org.fastsmtp.cli.http.ApiClient;
import org.fastsmtp.cli.http.Places;

/** The running server, as root. */
final class OverApi implements Administration {
    /** In the exit status of the job: {@code COMPLETED:deleted=1234,mails=1200} or {@code COMPLETED:would-delete=1234}. */
    private static final Pattern COUNT = Pattern.compile("(?:would-delete|deleted)=(\\d+)");

    private static final int POLL_MILLIS = 200;

    private final ApiClient api;
    private final Places places;

    OverApi(ApiClient api) {
        this.api = api;
        this.places = new Places(api);
    }

    @Override
    public JsonArray users() {
        return api.list("/users");
    }

    @Override
    public JsonObject createUser(String name, Optional<String> email, boolean superuser) {
        var body = Json.createObjectBuilder().add("username", name).add("is_superuser", superuser);
        email.ifPresent(address -> body.add("email", address));
        return api.post("/users", body);
    }

    @Override
    public void deleteUser(String name) {
        api.delete(places.user(name));
    }

    @Override
    public void setSuperuser(String name, boolean superuser) {
        api.put(places.user(name), Json.createObjectBuilder().add("is_superuser", superuser));
    }

    @Override
    public JsonObject generateKey(String user, String name, List<String> scopes, Optional<String> expiresAt) {
        var body = Json.createObjectBuilder().add("name", name).add("scopes", Json.createArrayBuilder(scopes));
        expiresAt.ifPresent(instant -> body.add("expires_at", instant));
        return api.post(places.user(user) + "/keys", body);
    }

    @Override
    public JsonArray keys(String user) {
        return api.list(places.user(user) + "/keys");
    }

    @Override
    public void revokeKey(String user, String key) {
        api.delete(keyPath(user, key));
    }

    @Override
    public JsonObject rotateKey(String user, String key, Optional<Duration> grace) {
        var body = Json.createObjectBuilder();
        grace.ifPresent(time -> body.add("grace", time.toString()));
        return api.post(keyPath(user, key) + "/rotate", body);
    }

    private String keyPath(String user, String key) {
        String keys = places.user(user) + "/keys";
        return keys + "/" + KeyChoice.of(api.list(keys), user, key);
    }

    @Override
    public JsonArray domains() {
        return api.list("/domains");
    }

    @Override
    public JsonObject createDomain(String name) {
        return api.post("/domains", Json.createObjectBuilder().add("domain_name", name));
    }

    @Override
    public void deleteDomain(String name) {
        api.delete(places.domain(name));
    }

    @Override
    public void addMember(String domain, String user, String role) {
        var body = Json.createObjectBuilder()
                .add("user_id", places.userId(user))
                .add("role", role.toLowerCase(Locale.ROOT));
        api.post(places.domain(domain) + "/members", body);
    }

    @Override
    public void removeMember(String domain, String user) {
        api.delete(places.domain(domain) + "/members/" + places.userId(user));
    }

    /** The server's own job, which also removes what lies in S3; waited for. */
    @Override
    public long cleanup(Instant cutoff, boolean dryRun, LongConsumer progress) {
        JsonObject run = api.post(
                "/jobs/cleanup",
                Json.createObjectBuilder().add("before", cutoff.toString()).add("dry_run", dryRun));
        while (run.isNull("ended_at")) {
            pause();
            run = api.object("/jobs/executions/" + run.getJsonNumber("execution_id"));
        }
        String exit = run.getString("exit_status", "");
        Matcher count = COUNT.matcher(exit);
        if (count.find()) {
            return Long.parseLong(count.group(1));
        }
        throw Failure.failed(
                exit.contains("busy")
                        ? "a cleanup is under way already"
                        : "the cleanup ended with " + run.getString("status") + "; the server's log says more");
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.declined();
        }
    }

    @Override
    public void close() {}
}
