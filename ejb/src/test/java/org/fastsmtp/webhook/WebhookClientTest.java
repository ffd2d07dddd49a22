package org.fastsmtp.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WebhookClientTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OTHER_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    private final Receiver receiver = new Receiver();
    private final WebhookClient client = client(host -> List.of(InetAddress.getAllByName(host)), List.of("127.0.0.1"));
    private final List<AutoCloseable> closing = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        client.close();
        receiver.close();
        for (AutoCloseable one : closing) {
            one.close();
        }
    }

    @Test
    void posts_the_body_with_the_headers_of_the_contract() {
        Answer answer = client.post(request(receiver.url() + "?a=b", Map.of("X-Custom", "1")));

        assertThat(answer).isInstanceOfSatisfying(Answer.Response.class, response -> {
            assertThat(response.isSuccess()).isTrue();
            assertThat(response.text()).isEqualTo("ok");
            assertThat(response.address()).hasValue("127.0.0.1");
        });
        Receiver.Call call = receiver.calls().get(0);
        assertThat(call.path()).isEqualTo("/hook?a=b");
        assertThat(call.body()).isEqualTo("{\"a\":\"ä\"}");
        assertThat(call.header("Content-Type")).isEqualTo("application/json");
        assertThat(call.header("User-Agent")).isEqualTo("FastSMTP/1.0");
        assertThat(call.header("X-Idempotency-Key")).isEqualTo("id-1");
        assertThat(call.header("Webhook-Id")).isEqualTo("id-1");
        assertThat(call.header("X-Custom")).isEqualTo("1");
        assertThat(call.header("Host")).isEqualTo("127.0.0.1:" + receiver.port());
        assertThat(call.header("Webhook-Signature")).isEmpty();
    }

    @Test
    void configured_headers_replace_type_and_agent_in_any_case_and_nothing_that_is_ours() {
        client.post(request(
                receiver.url(),
                Map.of(
                        "content-TYPE", "application/vnd.x+json",
                        "user-agent", "mine",
                        "x-idempotency-key", "forged",
                        "Webhook-Signature", "v1,forged",
                        "Host", "evil.example",
                        "Content-Length", "1",
                        "Bad Name", "x",
                        "X-Split", "a\r\nX-Injected: b")));

        Receiver.Call call = receiver.calls().get(0);
        assertThat(call.header("Content-Type")).isEqualTo("application/vnd.x+json");
        assertThat(call.header("User-Agent")).isEqualTo("mine");
        assertThat(call.header("X-Idempotency-Key")).isEqualTo("id-1");
        assertThat(call.header("Webhook-Signature")).isEmpty();
        assertThat(call.header("Host")).startsWith("127.0.0.1");
        assertThat(call.header("X-Split")).isEqualTo("a X-Injected: b");
        assertThat(call.headers()).doesNotContainKey("X-injected").doesNotContainKey("Bad name");
    }

    @Test
    @DisplayName(
            "finding 26: an independent Standard Webhooks verifier accepts every attempt, with the old and the new secret")
    void signs_every_attempt() throws Exception {
        for (int attempt = 1; attempt <= 2; attempt++) {
            client.post(request(
                    receiver.url(),
                    Map.of(),
                    List.of(
                            WebhookSecret.parse(SECRET).orElseThrow(),
                            WebhookSecret.parse(OTHER_SECRET).orElseThrow())));
        }

        assertThat(receiver.calls()).hasSize(2);
        for (Receiver.Call call : receiver.calls()) {
            verify(call, SECRET);
            verify(call, OTHER_SECRET);
            assertThat(call.header("Webhook-Id")).isEqualTo("id-1");
        }
    }

    @Test
    void a_redirect_is_an_answer_and_is_not_followed() {
        receiver.answers(302, "Location", "http://127.0.0.1:" + receiver.port() + "/elsewhere");

        Answer answer = client.post(request(receiver.url(), Map.of()));

        assertThat(((Answer.Response) answer).status()).isEqualTo(302);
        assertThat(receiver.calls()).hasSize(1);
    }

    @Test
    @DisplayName("finding 4: a resolver that flips from public to loopback never reaches loopback")
    void a_flipping_resolver_does_not_reach_loopback() throws IOException {
        AtomicInteger lookups = new AtomicInteger();
        // 192.0.2.1 would be refused; an address of the benchmark's own that is public and that nothing answers is not
        // needed: the
        // first look-up is what is judged and connected to, so the second answer is never asked for within one call.
        WebhookClient flipping = client(
                host -> List.of(
                        lookups.getAndIncrement() % 2 == 0
                                ? InetAddress.getByName("2002:808:808::1")
                                : InetAddress.getLoopbackAddress()),
                List.of());
        closing.add(flipping);

        for (int i = 1; i <= 4; i++) {
            Answer answer = flipping.post(new WebhookRequest(
                    "http://rebind.example:" + receiver.port() + "/",
                    Optional.empty(),
                    Map.of(),
                    List.of(),
                    RequestBody.of("{}"),
                    Duration.ofMillis(200)));
            assertThat(answer).isInstanceOf(Answer.Fault.class);
            assertThat(lookups).hasValue(i);
        }

        assertThat(receiver.calls()).isEmpty();
    }

    @Test
    void the_host_header_is_the_name_and_the_connection_goes_to_the_judged_address() {
        WebhookClient named = client(host -> List.of(InetAddress.getLoopbackAddress()), List.of("127.0.0.0/8"));
        closing.add(named);

        Answer answer = named.post(request("http://Hooks.example:" + receiver.port() + "/hook", Map.of()));

        assertThat(((Answer.Response) answer).isSuccess()).isTrue();
        assertThat(receiver.calls().get(0).header("Host")).isEqualTo("hooks.example:" + receiver.port());
    }

    @Test
    @DisplayName(
            "finding 4: the name of the URL is what TLS asks for (SNI), though the connection goes to the judged address")
    void the_name_is_kept_in_tls() throws Exception {
        WebhookClient named = client(host -> List.of(InetAddress.getLoopbackAddress()), List.of("127.0.0.0/8"));
        closing.add(named);
        CompletableFuture<String> hello = new CompletableFuture<>();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread listening = new Thread(() -> {
                try (Socket socket = server.accept()) {
                    byte[] octets = new byte[4096];
                    int length = socket.getInputStream().read(octets);
                    hello.complete(new String(octets, 0, Math.max(0, length), StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    hello.completeExceptionally(e);
                }
            });
            listening.setDaemon(true);
            listening.start();

            Answer answer = named.post(request("https://Hooks.example:" + server.getLocalPort() + "/", Map.of()));

            assertThat(answer).isInstanceOf(Answer.Fault.class);
            assertThat(hello.get(10, TimeUnit.SECONDS)).contains("hooks.example");
        }
    }

    @Test
    void a_refused_address_is_called_blocked() {
        WebhookClient strict = client(host -> List.of(InetAddress.getLoopbackAddress()), List.of());
        closing.add(strict);

        for (String host : List.of("127.0.0.1", "localhost", "internal.example")) {
            Answer answer = strict.post(request("http://" + host + ":" + receiver.port() + "/", Map.of()));
            assertThat(answer).isInstanceOfSatisfying(Answer.Fault.class, fault -> {
                assertThat(fault.kind()).isEqualTo(Answer.Kind.BLOCKED);
                assertThat(fault.text()).contains("blocked");
            });
        }
        assertThat(receiver.calls()).isEmpty();
    }

    @Test
    void the_deadline_ends_an_answer_that_drips_and_closes_the_connection() throws Exception {
        String url = raw(out -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 1000; i++) {
                out.write('x');
                out.flush();
                pause();
            }
        });

        Answer answer = client.post(request(url, Map.of(), List.of(), Duration.ofMillis(300)));

        assertThat(answer).isInstanceOfSatisfying(Answer.Fault.class, fault -> {
            assertThat(fault.kind()).isEqualTo(Answer.Kind.TIMEOUT);
            assertThat(fault.latency()).isBetween(Duration.ofMillis(290), Duration.ofSeconds(3));
        });
        // The watchdog closes it; whoever asked has the answer already.
        Awaitility.await().untilAsserted(() -> assertThat(client.leased()).isZero());
    }

    @Test
    void the_deadline_ends_a_status_line_that_drips_and_a_silence() throws Exception {
        String dripping = raw(out -> {
            for (byte octet :
                    "HTTP/1.1 200 OK\r\nX: 1\r\nX: 2\r\nX: 3\r\nX: 4\r\n".getBytes(StandardCharsets.US_ASCII)) {
                out.write(octet);
                out.flush();
                pause();
            }
        });
        String silent = raw(out -> {
            for (int i = 0; i < 100; i++) {
                pause();
            }
        });

        for (String url : List.of(dripping, silent)) {
            Answer answer = client.post(request(url, Map.of(), List.of(), Duration.ofMillis(300)));
            assertThat(((Answer.Fault) answer).kind()).isEqualTo(Answer.Kind.TIMEOUT);
            assertThat(answer.latency()).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void reads_64_kibibytes_of_an_answer_and_keeps_a_thousand_octets() throws Exception {
        CompletableFuture<Integer> written = new CompletableFuture<>();
        String endless = raw(out -> {
            int blocks = 0;
            try {
                out.write("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                byte[] block = "y".repeat(65_536).getBytes(StandardCharsets.US_ASCII);
                for (; blocks < 16_384; blocks++) {
                    out.write(block);
                }
            } finally {
                written.complete(blocks);
            }
        });

        Answer answer = client.post(request(endless, Map.of()));

        assertThat(((Answer.Response) answer).isSuccess()).isTrue();
        assertThat(((Answer.Response) answer).text()).hasSize(1_000);
        assertThat(client.leased()).isZero();
        assertThat(written.get(10, TimeUnit.SECONDS))
                .as("the rest is what the sockets hold: the connection was closed")
                .isLessThan(1_000);
    }

    @Test
    void a_cut_answer_a_refused_connection_and_nonsense_are_faults() throws Exception {
        String cut = raw(out ->
                out.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc".getBytes(StandardCharsets.US_ASCII)));
        String nonsense = raw(out -> out.write("SSH-2.0-x\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = socket.getLocalPort();
        }

        assertThat(kind(cut)).isEqualTo(Answer.Kind.CONNECTION);
        assertThat(kind("http://127.0.0.1:" + closedPort + "/")).isEqualTo(Answer.Kind.CONNECTION);
        assertThat(kind(nonsense)).isIn(Answer.Kind.PROTOCOL, Answer.Kind.CONNECTION);
        assertThat(kind(nonsense.replace("http:", "https:"))).isIn(Answer.Kind.TLS, Answer.Kind.CONNECTION);
        assertThat(kind("http://a@127.0.0.1/")).isEqualTo(Answer.Kind.INVALID);
        assertThat(client.leased()).isZero();
    }

    @Test
    void a_connection_is_used_again() {
        for (int i = 0; i < 10; i++) {
            client.post(request(receiver.url(), Map.of()));
        }

        assertThat(client.pooled()).isEqualTo(1);
    }

    @Test
    void a_secret_of_another_form_is_none_and_shows_nothing() {
        assertThat(WebhookSecret.parse("secret")).isEmpty();
        assertThat(WebhookSecret.parse("whsec_!!")).isEmpty();
        assertThat(WebhookSecret.parse("whsec_YQ==")).isEmpty();
        assertThat(WebhookSecret.parse(SECRET).orElseThrow().toString()).doesNotContain("MfKQ");
    }

    private static void verify(Receiver.Call call, String secret) throws Exception {
        HttpHeaders headers = HttpHeaders.of(call.headers(), (name, value) -> true);
        try {
            new Webhook(secret).verify(call.body(), headers);
        } catch (WebhookVerificationException e) {
            throw new AssertionError("not verified: " + call.headers(), e);
        }
    }

    private Answer.Kind kind(String url) {
        return ((Answer.Fault) client.post(request(url, Map.of()))).kind();
    }

    private WebhookRequest request(String url, Map<String, String> headers) {
        return request(url, headers, List.of());
    }

    private WebhookRequest request(String url, Map<String, String> headers, List<WebhookSecret> secrets) {
        return request(url, headers, secrets, Duration.ofSeconds(10));
    }

    private WebhookRequest request(
            String url, Map<String, String> headers, List<WebhookSecret> secrets, Duration deadline) {
        return new WebhookRequest(
                url, Optional.of("id-1"), headers, secrets, RequestBody.of("{\"a\":\"ä\"}"), deadline);
    }

    private static WebhookClient client(AddressGuard.Resolver resolver, List<String> allowed) {
        return new WebhookClient(
                new AddressGuard(new AllowList(allowed), resolver),
                20,
                Clock.systemUTC(),
                Executors.defaultThreadFactory());
    }

    /** A server that reads a little of the request and then writes what it is told. */
    private String raw(Writing writing) throws IOException {
        ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        closing.add(server);
        Thread thread = new Thread(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().read(new byte[4096]);
                    writing.write(socket.getOutputStream());
                } catch (IOException e) {
                    // the client went away, as it should
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return "http://127.0.0.1:" + server.getLocalPort() + "/";
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(50); // the pace of the misbehaving receiver; no test waits for it
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @FunctionalInterface
    private interface Writing {
        void write(OutputStream out) throws IOException;
    }
}
