package org.fastsmtp.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server of the API made by hand: answers what it was told to, and remembers what it was asked. */
public final class FakeApi implements AutoCloseable {
    /** @param body the JSON sent, or empty */
    public record Request(String method, String path, String key, String body) {
        public String line() {
            return method + " " + path;
        }
    }

    private record Answer(int status, String body) {}

    private final HttpServer server;
    private final Map<String, Answer> answers = new HashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    public FakeApi() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    /** @param request e.g. {@code GET /domains}, below /api/v1 */
    public FakeApi on(String request, int status, String body) {
        answers.put(request, new Answer(status, body));
        return this;
    }

    public FakeApi on(String request, String body) {
        return on(request, 200, body);
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    public Request last() {
        return requests.get(requests.size() - 1);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String path = exchange.getRequestURI().toString().replaceFirst("^/api/v1", "");
            String key = exchange.getRequestHeaders().getFirst("X-API-Key");
            Request request = new Request(exchange.getRequestMethod(), path, key == null ? "" : key, body);
            requests.add(request);
            Answer answer = answers.getOrDefault(request.line(), new Answer(404, "{\"detail\": \"Not Found\"}"));
            byte[] octets = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), octets.length == 0 ? -1 : octets.length);
            exchange.getResponseBody().write(octets);
        }
    }
}
