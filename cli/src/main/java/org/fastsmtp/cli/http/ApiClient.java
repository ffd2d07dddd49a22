package org.fastsmtp.cli.http;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.fastsmtp.cli.Failure;

/** The REST API under {@code /api/v1}. Whatever is no success becomes a {@link Failure} with the server's own words. */
public final class ApiClient {
    /** Of a refusal in place of octets. */
    private static final int MOST_WORDS = 64 * 1024;

    private final HttpClient http;
    private final String base;
    private final Optional<String> key;
    private final Duration timeout;

    /** @throws Failure when {@code url} is no http or https address */
    public ApiClient(String url, Optional<String> key, Duration timeout, boolean verifySsl) {
        URI address;
        try {
            address = URI.create(url.strip());
        } catch (IllegalArgumentException e) {
            throw Failure.usage("'" + url + "' is no address of a server: write http://host:8000");
        }
        boolean web = "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
        if (!web || address.getHost() == null) {
            throw Failure.usage("'" + url + "' is no address of a server: write http://host:8000");
        }
        key.filter(text -> !text.chars().allMatch(c -> c > 0x20 && c < 0x7f)).ifPresent(text -> {
            throw Failure.usage("the API key holds characters that no key has");
        });
        this.base = url.strip().replaceAll("/+$", "") + "/api/v1";
        this.key = key;
        this.timeout = timeout;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout.compareTo(Duration.ofSeconds(10)) < 0 ? timeout : Duration.ofSeconds(10));
        if (!verifySsl) {
            builder.sslContext(Untrusting.context());
        }
        this.http = builder.build();
    }

    /** One segment of a path or one value of a query. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    public JsonArray list(String path) {
        return get(path).asJsonArray();
    }

    public JsonObject object(String path) {
        return get(path).asJsonObject();
    }

    public JsonValue get(String path) {
        return send("GET", path, Optional.empty());
    }

    public JsonObject post(String path, JsonObjectBuilder body) {
        return send("POST", path, Optional.of(body.build())).asJsonObject();
    }

    public JsonObject post(String path) {
        return send("POST", path, Optional.empty()).asJsonObject();
    }

    public JsonObject put(String path, JsonObjectBuilder body) {
        return send("PUT", path, Optional.of(body.build())).asJsonObject();
    }

    public JsonObject delete(String path) {
        return send("DELETE", path, Optional.empty()).asJsonObject();
    }

    /** What is done with octets while they come. */
    @FunctionalInterface
    public interface Sink {
        void take(InputStream in) throws IOException;
    }

    /** Octets instead of JSON, in whatever time they need once they have begun to come. */
    public void download(String path, Sink sink) {
        HttpResponse<InputStream> answer =
                exchange(request(path).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = answer.body()) {
            if (answer.statusCode() / 100 != 2) {
                throw new RefusedException(
                        answer.statusCode(), new String(in.readNBytes(MOST_WORDS), StandardCharsets.UTF_8));
            }
            sink.take(in);
        } catch (IOException e) {
            throw unreachable("the connection was lost");
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(timeout)
                .header("Accept", "application/json")
                .header("User-Agent", "fsmtp");
        key.ifPresent(value -> request.header("X-API-Key", value));
        return request;
    }

    private JsonValue send(String method, String path, Optional<JsonObject> body) {
        HttpRequest.Builder request = request(path);
        if (body.isPresent()) {
            request.header("Content-Type", "application/json");
            request.method(
                    method, HttpRequest.BodyPublishers.ofString(body.get().toString()));
        } else {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        }
        HttpResponse<String> answer =
                exchange(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (answer.statusCode() / 100 != 2) {
            throw new RefusedException(answer.statusCode(), answer.body());
        }
        try (JsonReader reader = Json.createReader(new StringReader(answer.body()))) {
            return reader.readValue();
        } catch (JsonException e) {
            throw Failure.failed(base + " answered with something that is no JSON: is it a FastSMTP server?");
        }
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (HttpConnectTimeoutException e) {
            throw unreachable("no connection in time");
        } catch (HttpTimeoutException e) {
            throw Failure.failed(base + " did not answer within " + timeout.toMillis() / 1000.0
                    + " s: raise it with FSMTP_TIMEOUT or `fsmtp config set NAME -t SECONDS`");
        } catch (ConnectException e) {
            boolean unknown = e.getCause() instanceof java.nio.channels.UnresolvedAddressException;
            throw unreachable(unknown ? "the host name is unknown" : "connection refused");
        } catch (SSLException e) {
            throw unreachable(
                    "TLS failed; a certificate of your own making is accepted with --no-verify-ssl in the profile");
        } catch (IOException e) {
            throw unreachable("the connection was lost");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.declined();
        }
    }

    private Failure unreachable(String why) {
        return new UnreachableException("cannot reach " + base + ": " + why);
    }
}
