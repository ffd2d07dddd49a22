package org.fastsmtp.system;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Requests made from the OpenAPI document and then spoiled: every one must be answered with a status that the document names for its route,
 * and never with 500. The seed decides all of them, so that a finding can be had again.
 */
final class Fuzz {
    /** What the HTTP server refuses before there is a route, and what a spoiled path leads to. */
    private static final Set<Integer> WITHOUT_ROUTE = Set.of(307, 400, 404, 405, 408, 413, 501);

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "a",
            "*",
            "ünï.example",
            "xn--zz.example",
            "_.example",
            "a".repeat(254),
            "a".repeat(300),
            "\u0000",
            "\ud800",
            "\u202e\u0007\r\nX-Injected: 1",
            "💥💥",
            "' OR 1=1 --",
            "${jndi:ldap://127.0.0.1/x}",
            "../../etc/passwd",
            "http://127.0.0.1:1/hook",
            "http://[::1]/",
            "http://0x7f.1/",
            "HTTP://EXAMPLE.com:80",
            "ftp://example.com",
            "(a+)+$",
            "(?<!x)[",
            "2026-01-01",
            "9999-12-31T23:59:59+14:00",
            "-292275055-05-16T16:47:04Z",
            "0001-01-01T00:00:00Z",
            "24h",
            "PT6H",
            "equals",
            "header:",
            "1e400");

    private final Random random;
    private final JsonObject document;
    private final RawHttp http;
    private final Fixture fixture;
    private final List<Operation> operations = new ArrayList<>();

    /** Ids by the name of the path parameter, and keys to call with. */
    record Fixture(Map<String, List<String>> ids, List<String> keys) {}

    private record Operation(String method, String path, JsonObject description) {
        boolean names(int status) {
            return description.getJsonObject("responses").containsKey(String.valueOf(status));
        }
    }

    Fuzz(long seed, JsonObject document, RawHttp http, Fixture fixture) {
        this.random = new Random(seed);
        this.document = document;
        this.http = http;
        this.fixture = fixture;
        document.getJsonObject("paths")
                .forEach((path, verbs) -> verbs.asJsonObject()
                        .forEach((verb, description) -> operations.add(new Operation(
                                verb.toUpperCase(java.util.Locale.ROOT), path, description.asJsonObject()))));
    }

    /** @return what was wrong, in words, and how often each status came */
    List<String> run(int requests, Duration most, Map<Integer, Integer> statuses) {
        List<String> findings = new ArrayList<>();
        long end = System.nanoTime() + most.toNanos();
        for (int i = 0; i < requests && System.nanoTime() < end; i++) {
            Operation operation = operations.get(random.nextInt(operations.size()));
            boolean spoiledPath = chance(12);
            String path = path(operation, spoiledPath) + query(operation);
            boolean oddHeaders = chance(8);
            String headers = headers(operation, oddHeaders);
            byte[] body = body(operation);
            RawHttp.Answer answer = http.send(operation.method(), path, headers, body);
            synchronized (statuses) {
                statuses.merge(answer.status(), 1, Integer::sum);
            }
            String fault = fault(operation, answer, spoiledPath || oddHeaders);
            if (!fault.isEmpty()) {
                findings.add("request " + i + ": " + fault + ": " + operation.method() + " " + shown(path) + " "
                        + shown(headers)
                        + " " + shown(new String(body, StandardCharsets.ISO_8859_1)) + " -> " + answer.status() + " "
                        + shown(answer.text()));
            }
        }
        return findings;
    }

    private static String fault(Operation operation, RawHttp.Answer answer, boolean spoiled) {
        int status = answer.status();
        if (status == 0) {
            return "no answer";
        }
        if (status >= 500 && status != 501) {
            return "a failure of the server";
        }
        if (!operation.names(status) && !(spoiled && WITHOUT_ROUTE.contains(status))) {
            return "a status that the document does not name";
        }
        if (answer.headers().containsKey("x-injected")) {
            return "a header of the client's making";
        }
        boolean bare = spoiled && status == 400 && answer.body().length == 0;
        if (status >= 400 && !bare && !hasDetail(answer)) {
            return "an answer of another shape";
        }
        return "";
    }

    private static boolean hasDetail(RawHttp.Answer answer) {
        try {
            return answer.json().containsKey("detail");
        } catch (JsonException e) {
            return false;
        }
    }

    private String path(Operation operation, boolean spoiled) {
        StringBuilder path = new StringBuilder();
        for (String step : operation.path().substring(1).split("/")) {
            path.append('/').append(step.startsWith("{") ? id(step.substring(1, step.length() - 1)) : step);
        }
        if (spoiled) {
            String junk = oneOf(List.of(
                    "%00",
                    "%ff", "%zz", "/", "//", ";a=b", "/../x", "%2e%2e", "é", "?", "%", "\u0080", "a".repeat(9000)));
            path.insert(1 + random.nextInt(path.length()), junk);
        }
        return path.toString().replace(' ', '+');
    }

    private String id(String parameter) {
        if (parameter.equals("job")) {
            return oneOf(List.of("prune-job-repository", "nothing", "%F0%9F%92%A5"));
        }
        if (parameter.equals("execution") || parameter.equals("place")) {
            return oneOf(List.of("0", "1", "-1", "x", "99999999999999999999", "%D9%A1"));
        }
        return switch (random.nextInt(6)) {
            case 0 ->
                UUID.nameUUIDFromBytes(new byte[] {(byte) random.nextInt()}).toString();
            case 1 -> oneOf(List.of("x", "urn:uuid:0", "0".repeat(32), "%20", "ffffffff-ffff-ffff-ffff-ffffffffffff"));
            default -> oneOf(fixture.ids().getOrDefault(parameter, List.of("x")));
        };
    }

    private String query(Operation operation) {
        JsonArray parameters = operation.description().getJsonArray("parameters");
        StringBuilder query = new StringBuilder();
        for (JsonValue parameter : parameters == null ? JsonValue.EMPTY_JSON_ARRAY : parameters) {
            JsonObject described = parameter.asJsonObject();
            if (described.getString("in").equals("query") && chance(2)) {
                String value = chance(2)
                        ? oneOf(List.of("1", "0", "-1", "true", "2026-01-01T00:00:00", "x", "a@b.example"))
                        : oneOf(TEXTS);
                query.append(query.isEmpty() ? '?' : '&')
                        .append(described.getString("name"))
                        .append('=')
                        .append(chance(10) ? "%zz%ff" : encoded(value));
            }
        }
        return query.toString();
    }

    private String headers(Operation operation, boolean odd) {
        StringBuilder headers = new StringBuilder();
        if (!chance(15)) {
            headers.append("X-API-Key: ").append(oneOf(fixture.keys())).append("\r\n");
        }
        if (!chance(10)) {
            headers.append("Content-Type: application/json\r\n");
        }
        if (odd) {
            headers.append(oneOf(List.of(
                    "Content-Type: multipart/form-data; boundary=x\r\n",
                    "Content-Type: application/json; charset=utf-99\r\n",
                    "Content-Encoding: gzip\r\n",
                    "Accept: nothing/at-all\r\n",
                    "Accept: ;;;\r\n",
                    "Accept-Language: \u00ff\u00fe\r\n",
                    "Cookie: a=\"b; c\r\n",
                    "X-API-Key: \u00ff\u0001\r\n",
                    "X-Forwarded-For: ' OR 1=1, [::1%25x]\r\n",
                    "Range: bytes=5-1\r\n",
                    "If-Match: *\r\n",
                    "Expect: the-impossible\r\n",
                    "Origin: https://evil.example\r\nAccess-Control-Request-Method: PUT\r\n",
                    "X-HTTP-Method-Override: DELETE\r\n",
                    "Upgrade: websocket\r\n",
                    "X-Big: " + "b".repeat(70_000) + "\r\n",
                    "X-Many: 1\r\n".repeat(150))));
        }
        return headers.toString();
    }

    private byte[] body(Operation operation) {
        JsonObject described = operation.description().getJsonObject("requestBody");
        if (described == null) {
            return chance(10) ? RawHttp.octets("{\"ignored\": ") : new byte[0];
        }
        JsonObject schema = described
                .getJsonObject("content")
                .getJsonObject("application/json")
                .getJsonObject("schema");
        switch (random.nextInt(24)) {
            case 0:
                return RawHttp.octets("[".repeat(1 + random.nextInt(100_000)));
            case 1:
                return RawHttp.octets("{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000));
            case 2:
                return new byte[] {'{', '"', (byte) 0xc0, (byte) 0xaf, '"', ':', '1', '}'};
            case 3:
                return json(schema).toString().getBytes(StandardCharsets.UTF_16LE);
            case 4:
                byte[] random16 = new byte[16];
                random.nextBytes(random16);
                return random16;
            case 5:
                return RawHttp.octets("{\"name\": \"" + "x".repeat(1 + random.nextInt(2_200_000)) + "\"}");
            case 6:
                return RawHttp.octets(oneOf(
                        List.of("", "null", "1", "\"\"", "[]", "{", "{}", "NaN", "{\"a\":1e999}", "{'a':1}", "{}{}")));
            default:
                byte[] valid = json(schema).toString().getBytes(StandardCharsets.UTF_8);
                return chance(8) ? java.util.Arrays.copyOf(valid, random.nextInt(valid.length + 1)) : valid;
        }
    }

    /** The example of the schema with some fields replaced, taken away or added. */
    private JsonValue json(JsonObject schema) {
        JsonObject real = resolved(schema);
        JsonArray examples = real.getJsonArray("examples");
        JsonObjectBuilder body = Json.createObjectBuilder();
        if (examples != null) {
            examples.getJsonObject(0).forEach((name, value) -> {
                if (!chance(12)) {
                    body.add(name, chance(5) ? junk(0) : value);
                }
            });
        }
        JsonObject properties = real.getJsonObject("properties");
        if (properties != null) {
            properties.keySet().forEach(name -> {
                if (chance(5)) {
                    body.add(name, junk(0));
                }
            });
        }
        if (chance(10)) {
            body.add("unknown", junk(0));
        }
        return body.build();
    }

    private JsonObject resolved(JsonObject schema) {
        JsonValue reference = schema.get("$ref");
        return reference == null
                ? schema
                : document.getJsonObject("components")
                        .getJsonObject("schemas")
                        .getJsonObject(((JsonString) reference).getString().replaceFirst(".*/", ""));
    }

    private JsonValue junk(int depth) {
        return switch (random.nextInt(depth > 3 ? 9 : 11)) {
            case 0 -> JsonValue.NULL;
            case 1 -> chance(2) ? JsonValue.TRUE : JsonValue.FALSE;
            case 2 -> Json.createValue(random.nextInt());
            case 3 -> Json.createValue(random.nextLong());
            case 4 -> Json.createValue(new java.math.BigDecimal(oneOf(List.of("1e30", "-0.0", "1E-20", "1e308"))));
            case 5 -> Json.createValue(new java.math.BigInteger("9".repeat(1 + random.nextInt(300))));
            case 6, 7, 8 -> Json.createValue(oneOf(TEXTS));
            case 9 -> {
                JsonArrayBuilder array = Json.createArrayBuilder();
                for (int i = random.nextInt(depth == 0 && chance(10) ? 3000 : 4); i > 0; i--) {
                    array.add(junk(depth + 1));
                }
                yield array.build();
            }
            default -> {
                JsonObjectBuilder object = Json.createObjectBuilder();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.add(oneOf(TEXTS), junk(depth + 1));
                }
                yield object.build();
            }
        };
    }

    private boolean chance(int in) {
        return random.nextInt(in) == 0;
    }

    private <T> T oneOf(List<T> things) {
        return things.get(random.nextInt(things.size()));
    }

    private static String encoded(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            out.writeBytes(RawHttp.octets("%%%02X".formatted(octet & 0xff)));
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static String shown(String text) {
        String line = text.replaceAll("[^ -~]", "?");
        return line.length() > 300 ? line.substring(0, 300) + "…" : line;
    }

    static Map<Integer, Integer> statuses() {
        return new TreeMap<>();
    }
}
