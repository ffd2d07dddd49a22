package org.fastsmtp.cli.server;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import org.fastsmtp.cli.Failure;

/** Which of a user's keys is meant: by id, or by the prefix that lists and logs show. */
final class KeyChoice {
    private KeyChoice() {}

    /** @return the id @throws Failure when there is none, or more than one with that prefix */
    static String of(JsonArray keys, String user, String given) {
        List<JsonObject> meant = keys.stream()
                .map(JsonValue::asJsonObject)
                .filter(key -> key.getString("id").equalsIgnoreCase(given)
                        || key.getString("key_prefix").equals(given))
                .toList();
        if (meant.size() > 1) {
            throw Failure.failed("several keys of '" + user + "' begin with " + given + ": say the id");
        }
        return meant.stream()
                .findFirst()
                .orElseThrow(() -> Failure.failed("user '" + user + "' has no active key '" + given + "'"))
                .getString("id");
    }
}
