package org.fastsmtp.cli.http;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.cli.Failure;

/**
 * Where a thing lies in the API. The API wants the id of its domain too; a command line may say the domain by name or id, or leave it out, and then
 * the domains that the key sees are searched.
 */
public final class Places {
    private final ApiClient api;

    public Places(ApiClient api) {
        this.api = api;
    }

    /** Path of a domain said by id or by name. */
    public String domain(String given) {
        if (isId(given)) {
            return "/domains/" + given.toLowerCase(Locale.ROOT);
        }
        return "/domains/" + named(api.list("/domains"), given, "domain", "domain_name", "domain_name_unicode");
    }

    public String domainId(String given) {
        return domain(given).substring("/domains/".length());
    }

    /** Path of a user said by id or by name. */
    public String user(String given) {
        return isId(given) ? "/users/" + given.toLowerCase(Locale.ROOT) : "/users/" + userNamed(given);
    }

    public String userId(String given) {
        return user(given).substring("/users/".length());
    }

    public String recipient(List<String> given) {
        return below(given, "recipient", "recipients");
    }

    public String ruleset(List<String> given) {
        return below(given, "ruleset", "rulesets");
    }

    /** A rule itself has no GET: it is found in its ruleset. */
    public record Rule(String path, JsonObject rule) {}

    public Rule rule(List<String> given) {
        String id = last(given, "rule");
        List<String> domains = given.size() == 2 ? List.of(domain(given.get(0))) : domains();
        for (String domain : domains) {
            for (JsonValue ruleset : api.list(domain + "/rulesets")) {
                String path = domain + "/rulesets/" + ruleset.asJsonObject().getString("id");
                Optional<JsonObject> rule = withId(api.object(path).getJsonArray("rules"), id);
                if (rule.isPresent()) {
                    return new Rule(domain + "/rules/" + id, rule.get());
                }
            }
        }
        throw notFound("rule", id);
    }

    private String below(List<String> given, String what, String collection) {
        String id = last(given, what);
        if (given.size() == 2) {
            return domain(given.get(0)) + "/" + collection + "/" + id;
        }
        for (String domain : domains()) {
            if (withId(api.list(domain + "/" + collection), id).isPresent()) {
                return domain + "/" + collection + "/" + id;
            }
        }
        throw notFound(what, id);
    }

    private List<String> domains() {
        return api.list("/domains").stream()
                .map(domain -> "/domains/" + domain.asJsonObject().getString("id"))
                .toList();
    }

    private String userNamed(String name) {
        return named(api.list("/users"), name, "user", "username");
    }

    private static String named(JsonArray rows, String given, String what, String... keys) {
        for (JsonValue row : rows) {
            for (String key : keys) {
                if (given.equalsIgnoreCase(row.asJsonObject().getString(key, null))) {
                    return ApiClient.encoded(row.asJsonObject().getString("id"));
                }
            }
        }
        throw notFound(what, given);
    }

    private static Optional<JsonObject> withId(JsonArray rows, String id) {
        return rows.stream()
                .map(JsonValue::asJsonObject)
                .filter(row -> row.getString("id").equals(id))
                .findFirst();
    }

    private static String last(List<String> given, String what) {
        String id = given.get(given.size() - 1);
        if (!isId(id)) {
            throw Failure.usage("'" + id + "' is no id of a " + what + ": `list` shows them");
        }
        return id.toLowerCase(Locale.ROOT);
    }

    private static boolean isId(String text) {
        if (text.length() != 36) {
            return false;
        }
        try {
            return UUID.fromString(text).toString().equalsIgnoreCase(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Failure notFound(String what, String given) {
        return Failure.failed("no " + what + " '" + given + "' found");
    }
}
