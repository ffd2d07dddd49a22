package org.fastsmtp.cli.http;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.stream.Collectors;
import org.fastsmtp.cli.Failure;

/** The server answered, and not with success. The text is the server's own: what is wrong, and where (CONTRACT section 1.1). */
public final class RefusedException extends Failure {
    private final int status;

    RefusedException(int status, String body) {
        super(FAILED, text(status, body));
        this.status = status;
    }

    public int status() {
        return status;
    }

    private static String text(int status, String body) {
        String detail = detail(body);
        String text = detail.isEmpty() ? "the server answered " + status : detail;
        return switch (status) {
            case 401 -> text + " (give one with FSMTP_API_KEY or `fsmtp config set NAME --api-key KEY`)";
            case 429 -> text + " (too many requests: wait a minute)";
            case 500 -> text + " (the server's log says more)";
            default -> text;
        };
    }

    private static String detail(String body) {
        try (JsonReader reader = Json.createReader(new StringReader(body))) {
            JsonValue answer = reader.readValue();
            if (!(answer instanceof JsonObject object)) {
                return "";
            }
            JsonValue detail = object.getOrDefault("detail", JsonValue.NULL);
            if (detail instanceof JsonString text) {
                return text.getString();
            }
            return detail instanceof JsonArray faults
                    ? faults.stream().map(RefusedException::fault).collect(Collectors.joining(System.lineSeparator()))
                    : "";
        } catch (JsonException e) {
            // Plain text, as a 500 or a proxy in between has it; no page of HTML on a terminal.
            return body.length() <= 200 && !body.contains("<") ? body.strip() : "";
        }
    }

    /** {@code body.webhook_url: what is wrong}; the word body says nothing on a command line. */
    private static String fault(JsonValue entry) {
        if (!(entry instanceof JsonObject fault)) {
            return entry.toString();
        }
        String place = fault.getOrDefault("loc", JsonValue.EMPTY_JSON_ARRAY) instanceof JsonArray loc
                ? loc.stream()
                        .map(part -> part instanceof JsonString text ? text.getString() : part.toString())
                        .filter(part -> !part.equals("body"))
                        .collect(Collectors.joining("."))
                : "";
        return (place.isEmpty() ? "" : place + ": ") + fault.getString("msg", "invalid");
    }
}
