package org.fastsmtp.cli.listen;

import com.sun.net.httpserver.Headers;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.PrintWriter;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fastsmtp.cli.Column;
import org.fastsmtp.cli.Format;
import org.fastsmtp.cli.Printer;

/** Prints one request as a whole, never interleaved with another, and says how to answer it. */
final class Reception {
    /** Attachments' content is shown by its size. */
    private static final int LONGEST_SHOWN = 2_000;

    private final PrintWriter out;
    private final Format output;
    private final Optional<Verification> verification;
    private final int status;
    private final Runnable counted;

    Reception(PrintWriter out, Format output, Optional<Verification> verification, int status, Runnable counted) {
        this.out = out;
        this.output = output;
        this.verification = verification;
        this.status = status;
        this.counted = counted;
    }

    /** @return the status to answer with */
    int take(String method, String path, Headers headers, byte[] body) {
        Optional<String> verdict = verification.map(check -> check.of(headers::getFirst, body));
        boolean accepted = verdict.isEmpty() || verdict.get().startsWith("signature valid");
        JsonValue payload = payload(body);
        int answer = accepted ? status : 401;
        synchronized (out) {
            if (output == Format.JSON) {
                out.println(json(method, path, headers, payload, verdict, answer));
            } else {
                text(method, path, headers, payload, verdict, answer);
            }
            out.flush();
        }
        return answer;
    }

    void answered() {
        counted.run();
    }

    private void text(
            String method, String path, Headers headers, JsonValue payload, Optional<String> verdict, int answer) {
        out.println(Column.harmless(method + " " + path) + " -> " + answer
                + verdict.map(text -> "  [" + text + "]").orElse(""));
        headers.forEach((name, values) -> values.forEach(
                value -> out.println("  " + Column.harmless(name.toLowerCase(Locale.ROOT) + ": " + value))));
        out.println();
        new Printer(Format.JSON, out, out).json(shortened(payload));
        out.println();
    }

    private static JsonObject json(
            String method, String path, Headers headers, JsonValue payload, Optional<String> verdict, int answer) {
        JsonObjectBuilder shown = Json.createObjectBuilder();
        headers.forEach((name, values) -> shown.add(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        JsonObjectBuilder line = Json.createObjectBuilder()
                .add("method", method)
                .add("path", path)
                .add("headers", shown)
                .add("body", payload)
                .add("status", answer);
        verdict.ifPresent(text -> line.add("verification", text));
        return line.build();
    }

    private static JsonValue payload(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readValue();
        } catch (JsonException e) {
            return Json.createValue(text);
        }
    }

    private static JsonValue shortened(JsonValue value) {
        if (value instanceof JsonObject object) {
            JsonObjectBuilder shown = Json.createObjectBuilder();
            object.forEach((name, member) -> shown.add(name, shortened(member)));
            return shown.build();
        }
        if (value instanceof List<?> list) {
            var shown = Json.createArrayBuilder();
            list.forEach(member -> shown.add(shortened((JsonValue) member)));
            return shown.build();
        }
        if (value instanceof JsonString text && text.getChars().length() > LONGEST_SHOWN) {
            String whole = text.getString();
            return Json.createValue(whole.substring(0, LONGEST_SHOWN) + "… (" + whole.length() + " characters)");
        }
        return value;
    }
}
