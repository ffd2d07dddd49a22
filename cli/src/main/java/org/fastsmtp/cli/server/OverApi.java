package org.fastsmtp.cli.server;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.fastsmtp.cli.Failure;
import org.fastsmtp.cli.http.ApiClient;
import org.fastsmtp.cli.http.Places;
import org.fastsmtp.cli.http.RefusedException;

/** The running server, as root. */
final class OverApi implements Administration {
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
        var body =
                Json.createObjectBuilder().add("user_id", places.userId(user)).add("role", role);
        api.post(places.domain(domain) + "/members", body);
    }

    @Override
    public void removeMember(String domain, String user) {
        api.delete(places.domain(domain) + "/members/" + places.userId(user));
    }

    @Override
    public long cleanup(Instant cutoff, boolean dryRun) {
        try {
            JsonObject done = api.post(
                    "/operations/cleanup",
                    Json.createObjectBuilder().add("before", cutoff.toString()).add("dry_run", dryRun));
            return done.getJsonNumber("deleted").longValue();
        } catch (RefusedException e) {
            if (e.status() == 404) {
                throw Failure.failed(
                        "the running server cleans up by its schedule and holds the embedded database: stop"
                                + " it to clean up now");
            }
            throw e;
        }
    }

    @Override
    public void close() {}
}
