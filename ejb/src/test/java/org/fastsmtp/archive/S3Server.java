package org.fastsmtp.archive;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.fastsmtp.settings.Settings;

/** As much of an S3 server as this project uses, on loopback: objects by path, a look at the signature's form, moods. */
public final class S3Server implements AutoCloseable {
    public static final String ACCESS_KEY = "AKIDEXAMPLE";
    public static final String SECRET_KEY = "s3cr3t-never-to-be-seen";
    public static final String BUCKET = "bucket";

    /** How it treats requests. */
    public enum Mood {
        KIND,
        REFUSING,
        SILENT
    }

    /** Object as it came. */
    public record Stored(byte[] octets, String contentType) {}

    private final Map<String, Stored> objects = new ConcurrentHashMap<>();
    private final AtomicInteger puts = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final int port;
    private HttpServer server;
    private volatile Mood mood = Mood.KIND;

    public S3Server() {
        try {
            server = listen(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        port = server.getAddress().getPort();
    }

    private HttpServer listen(int at) throws IOException {
        HttpServer fresh = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
        fresh.createContext("/", this::handle);
        fresh.setExecutor(threads);
        fresh.start();
        return fresh;
    }

    /** Connections are refused from now on. */
    public void goDown() {
        server.stop(0);
    }

    public void comeBack() throws IOException {
        server = listen(port);
    }

    public void be(Mood next) {
        mood = next;
    }

    /** By path without the bucket. */
    public Map<String, Stored> objects() {
        return objects;
    }

    public int puts() {
        return puts.get();
    }

    /** Settings of a client of this server, and {@code more}. */
    public Settings settings(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(Map.of(
                "s3_endpoint_url", "http://127.0.0.1:" + port + "/",
                "s3_bucket", BUCKET,
                "s3_access_key", ACCESS_KEY,
                "s3_secret_key", SECRET_KEY));
        values.putAll(more);
        return Settings.of(values);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (mood == Mood.SILENT) {
                end.await();
                return;
            }
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(
                    answer(exchange, body), exchange.getRequestMethod().equals("GET") ? 0 : -1);
            if (exchange.getRequestMethod().equals("GET")) {
                Stored found = objects.get(key(exchange));
                exchange.getResponseBody().write(found == null ? new byte[0] : found.octets());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int answer(HttpExchange exchange, byte[] body) throws IOException {
        if (mood == Mood.REFUSING || !isSigned(exchange)) {
            return 403;
        }
        String key = key(exchange);
        switch (exchange.getRequestMethod()) {
            case "PUT" -> {
                puts.incrementAndGet();
                objects.put(key, new Stored(content(exchange, body), header(exchange, "Content-Type")));
                return 200;
            }
            case "DELETE" -> {
                objects.remove(key);
                return 204;
            }
            case "GET" -> {
                return objects.containsKey(key) ? 200 : 404;
            }
            default -> {
                return 200;
            }
        }
    }

    private static boolean isSigned(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        boolean isPresigned = query != null && query.contains("X-Amz-Signature=") && query.contains("X-Amz-Expires=");
        return isPresigned
                || header(exchange, "Authorization").startsWith("AWS4-HMAC-SHA256 Credential=" + ACCESS_KEY + "/");
    }

    /** Over plain HTTP the content comes in signed chunks: length in hexadecimal, signature, octets. */
    private static byte[] content(HttpExchange exchange, byte[] body) throws IOException {
        if (!header(exchange, "x-amz-content-sha256").startsWith("STREAMING-")) {
            return body;
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        InputStream in = new java.io.ByteArrayInputStream(body);
        for (int length = length(in); length > 0; length = length(in)) {
            octets.write(in.readNBytes(length));
            in.skipNBytes(2);
        }
        return octets.toByteArray();
    }

    private static int length(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return Integer.parseInt(line.substring(0, line.indexOf(";")), 16);
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    private static String key(HttpExchange exchange) {
        String path = java.net.URLDecoder.decode(
                exchange.getRequestURI().getRawPath().replace("+", "%2B"), StandardCharsets.UTF_8);
        return path.substring(Math.min(path.length(), BUCKET.length() + 2));
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
