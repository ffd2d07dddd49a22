package org.fastsmtp.system;

import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonStructure;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The REST API with one key. */
final class Api {
    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;
    private final String key;

    Api(String base, String key) {
        this.base = base;
        this.key = key;
    }

    /** What came back, whatever the status. */
    record Answer(int status, String body) {
        JsonObject json() {
            return (JsonObject) structure();
        }

        JsonArray array() {
            return (JsonArray) structure();
        }

        private JsonStructure structure() {
            return Json.createReader(new StringReader(body)).read();
        }

        Answer expect(int wanted) {
            if (status != wanted) {
                throw new AssertionError("wanted " + wanted + ", got " + status + ": " + body);
            }
            return this;
        }
    }

    Answer get(String path) {
        return send("GET", path, "");
    }

    Answer post(String path, String body) {
        return send("POST", path, body);
    }

    Answer put(String path, String body) {
        return send("PUT", path, body);
    }

    Answer delete(String path) {
        return send("DELETE", path, "");
    }

    Answer send(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header("X-API-Key", key);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Creates a domain and returns its id. */
    String domain(String name) {
        return post("/api/v1/domains", "{\"domain_name\": \"" + name + "\"}")
                .expect(201)
                .json()
                .getString("id");
    }

    /** Creates a recipient and returns its id; {@code *} is the catch-all. */
    String recipient(String domain, String localPart, String url) {
        return post(
                        "/api/v1/domains/" + domain + "/recipients",
                        "{\"local_part\": \"" + localPart + "\", \"webhook_url\": \"" + url + "\"}")
                .expect(201)
                .json()
                .getString("id");
    }

    /** Starts a job and returns its exit status when it has ended. */
    String job(String name, String parameters) {
        return ended(post("/api/v1/jobs/" + name, parameters).expect(202).json());
    }

    /** Waits for an execution. */
    String ended(JsonObject execution) {
        String path = "/api/v1/jobs/executions/" + execution.getJsonNumber("execution_id");
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> !get(path).expect(200).json().isNull("ended_at"));
        return get(path).json().getString("exit_status");
    }
}
