package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.security.enterprise.SecurityContext;
import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.access.Authority;
import org.fastsmtp.access.Caller;
import org.fastsmtp.access.KeyPrincipal;
import org.fastsmtp.json.Json;

/**
 * The request at hand: who makes it and what it says. A resource reads path, query and body from here, then asks for a right, which first
 * tells the faults: so the order of CONTRACT section 1.1 comes by itself.
 */
@RequestScoped
public class Call {
    private static final UUID NIL = new UUID(0, 0);

    private final Faults faults = new Faults();
    private Authority authority;
    private SecurityContext security;
    private MultivaluedMap<String, String> path;
    private String queryString = "";
    private Optional<JsonValue> content = Optional.empty();

    protected Call() {}

    @Inject
    Call(Authority authority, SecurityContext security) {
        this.authority = authority;
        this.security = security;
    }

    void begin(MultivaluedMap<String, String> path, String queryString, Optional<JsonValue> content) {
        this.path = path;
        this.queryString = queryString;
        this.content = content;
    }

    /** Whom the container took the request from: the one whose key {@link Gate} had accepted. */
    public Caller caller() {
        if (security.getCallerPrincipal() instanceof KeyPrincipal principal) {
            return principal.caller();
        }
        throw new IllegalStateException("no key was asked for");
    }

    /** The UUID in the path under that name. */
    public UUID path(String name) {
        JsonValue given = Json.createValue(path.getFirst(name));
        return new Coercion(faults).uuid(List.of("path", name), given).orElse(NIL);
    }

    /** The number in the path under that name, from 0. */
    public int pathNumber(String name) {
        JsonValue given = Json.createValue(path.getFirst(name));
        return new Coercion(faults)
                .integer(List.of("path", name), given, 0, Integer.MAX_VALUE)
                .orElse(0);
    }

    /** The query string; of a parameter given twice the last counts. All values are texts, read as leniently as in a body. */
    public Fields query() {
        JsonObjectBuilder fields = Json.createObjectBuilder();
        parameters().forEach(fields::add);
        return new Fields("query", fields.build(), faults);
    }

    /** The object sent; only in methods that are {@link WithBody}. */
    public Fields body() {
        JsonObject object = JsonValue.EMPTY_JSON_OBJECT;
        if (content.isEmpty()) {
            faults.add("missing", List.of("body"), "Field required", JsonValue.NULL);
        } else if (content.get() instanceof JsonObject sent) {
            return new Fields("body", sent, faults);
        } else if (content.get() == JsonValue.NULL) {
            faults.add("missing", List.of("body"), "Field required", JsonValue.NULL);
        } else {
            faults.add(
                    "model_attributes_type",
                    List.of("body"),
                    "Input should be a valid dictionary or object to extract fields from",
                    content.get());
        }
        // One fault for the whole body is enough: those of its fields go nowhere.
        return new Fields("body", object, new Faults());
    }

    /** The object sent, or one without fields where nothing was. */
    public Fields optionalBody() {
        return content.isEmpty() ? new Fields("body", JsonValue.EMPTY_JSON_OBJECT, faults) : body();
    }

    /** Tells all faults found so far. Every {@code require…} and {@link #domain} do it first. */
    public void validated() {
        faults.check();
    }

    /** @throws Problem 403 for whoever is no superuser */
    public Call requireSuperuser() {
        validated();
        if (!caller().isSuperuser()) {
            throw Problem.forbidden("Superuser access required");
        }
        return this;
    }

    /** @throws Problem 403 naming the scope when the key lacks it */
    public Call requireScope(String scope) {
        validated();
        if (!caller().hasScope(scope)) {
            throw Problem.forbidden("Missing required scope: " + scope);
        }
        return this;
    }

    /**
     * The domain and what the caller is there: {@code call.domain(id).requireAdmin().requireScope(RULES_WRITE)}.
     *
     * @throws Problem 404 when there is none, 403 when the caller is not one of its members
     */
    public DomainAccess domain(UUID id) {
        validated();
        Authority.Standing standing = authority.standing(caller(), id);
        if (standing instanceof Authority.Standing.Holder holder) {
            return new DomainAccess(this, id, holder.role());
        }
        if (standing instanceof Authority.Standing.Stranger) {
            throw Problem.forbidden("Access denied");
        }
        throw Problem.notFound("Domain not found");
    }

    private Map<String, JsonString> parameters() {
        Map<String, JsonString> parameters = new LinkedHashMap<>();
        for (String pair : queryString.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (!name.isEmpty()) {
                parameters.put(name, Json.createValue(equals < 0 ? "" : decoded(pair.substring(equals + 1))));
            }
        }
        return parameters;
    }

    /** A broken escape stands for itself. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replaceAll("%(?![0-9a-fA-F]{2})", "%25"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
