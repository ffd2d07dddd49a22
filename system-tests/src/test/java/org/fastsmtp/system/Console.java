package org.fastsmtp.system;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What WildFly's web console does behind its pages: operations as JSON to the management port, as a management user. By Digest (RFC 7616) with
 * MD5, which is what WildFly asks for.
 */
final class Console {
    private static final String PATH = "/management";

    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;
    private final String user;
    private final String password;

    Console(int managementPort, String user, String password) {
        this.base = "http://127.0.0.1:" + managementPort;
        this.user = user;
        this.password = password;
    }

    /** A page, for which nobody is asked who he is. */
    String page(String path) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(base + path)));
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + ": " + answer.statusCode());
        }
        return answer.body();
    }

    /**
     * Runs an operation and returns its result, JSON's null where it has none.
     *
     * @param address like {@code deployment=a.ear/subsystem=b}
     */
    JsonValue run(String address, String operation, JsonObject parameters) {
        JsonArrayBuilder steps = Json.createArrayBuilder();
        for (String step : address.split("/")) {
            String[] pair = step.split("=", 2);
            steps.add(Json.createObjectBuilder().add(pair[0], pair[1]));
        }
        HttpResponse<String> answer = post(Json.createObjectBuilder(parameters)
                .add("operation", operation)
                .add("address", steps)
                .build()
                .toString());
        if (answer.statusCode() != 200) {
            throw new AssertionError(operation + ": " + answer.statusCode() + " " + answer.body());
        }
        return Json.createReader(new StringReader(answer.body())).readObject().getOrDefault("result", JsonValue.NULL);
    }

    private HttpResponse<String> post(String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + PATH))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        String challenge =
                send(request).headers().firstValue("WWW-Authenticate").orElse("");
        return send(request.header("Authorization", answerTo(challenge)));
    }

    private String answerTo(String challenge) {
        String realm = value(challenge, "realm");
        String nonce = value(challenge, "nonce");
        String ours = UUID.randomUUID().toString();
        String response = md5(md5(user + ":" + realm + ":" + password) + ":" + nonce + ":00000001:" + ours + ":auth:"
                + md5("POST:" + PATH));
        return "Digest username=\"" + user + "\", realm=\"" + realm + "\", nonce=\"" + nonce + "\", uri=\"" + PATH
                + "\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"" + ours + "\", opaque=\""
                + value(challenge, "opaque") + "\", response=\"" + response + "\"";
    }

    private static String value(String challenge, String name) {
        Matcher matcher = Pattern.compile(name + "=\"([^\"]*)\"").matcher(challenge);
        if (!challenge.startsWith("Digest ") || !matcher.find()) {
            throw new AssertionError("no challenge of Digest: " + challenge);
        }
        return matcher.group(1);
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
