package org.fastsmtp.domain;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.fastsmtp.json.Json;
import org.fastsmtp.settings.Secrets;

/**
 * Headers and signing secrets of recipients as they lie in the database: sealed. Headers are {@code {"sealed": "…"}}, so that the column
 * stays JSON; what the original wrote, a plain object, is read as it is. A secret is {@code sealed:…}; a plain one is read too.
 */
public final class RecipientSecrets {
    private static final String SEALED = "sealed";
    private static final String MARK = "sealed:";

    private final Secrets secrets;

    public RecipientSecrets(Secrets secrets) {
        this.secrets = Objects.requireNonNull(secrets);
    }

    /** For the column {@code webhook_headers}. */
    public String sealHeaders(Map<String, String> headers) {
        JsonObjectBuilder json = Json.createObjectBuilder();
        headers.forEach(json::add);
        return headers.isEmpty()
                ? "{}"
                : Json.createObjectBuilder()
                        .add(SEALED, secrets.seal(json.build().toString()))
                        .build()
                        .toString();
    }

    /** From the column {@code webhook_headers}; values that are no texts are left out. */
    public Map<String, String> openHeaders(String column) {
        JsonValue stored = read(column);
        if (stored instanceof JsonObject object
                && object.size() == 1
                && object.get(SEALED) instanceof JsonString sealed) {
            stored = read(secrets.open(sealed.getString()));
        }
        Map<String, String> headers = new LinkedHashMap<>();
        if (stored instanceof JsonObject object) {
            object.forEach((name, value) -> {
                if (value instanceof JsonString text) {
                    headers.put(name, text.getString());
                }
            });
        }
        return headers;
    }

    /** For the columns {@code webhook_secret} and {@code previous_webhook_secret}. */
    public String sealSecret(String secret) {
        return MARK + secrets.seal(secret);
    }

    public String openSecret(String column) {
        return column.startsWith(MARK) ? secrets.open(column.substring(MARK.length())) : column;
    }

    private static JsonValue read(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readValue();
        }
    }
}
