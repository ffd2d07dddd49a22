package org.fastsmtp.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ObjectStoreTest {
    private static final byte[] OCTETS = "content".getBytes(StandardCharsets.UTF_8);

    private final S3Server server = new S3Server();
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    };
    private final ObjectStore store = new ObjectStore(
            server.settings(Map.of("s3_presigned_url_expiry", "60")),
            clock,
            new ObjectStore.Patience(
                    Duration.ofMillis(500),
                    Duration.ofMillis(300),
                    Duration.ofSeconds(1),
                    Duration.ofMillis(200),
                    100_000_000));

    @AfterEach
    void close() {
        store.close();
        server.close();
    }

    private void put(String key, byte[] octets) throws IOException {
        store.put(S3Server.BUCKET, key, "text/plain", octets.length, () -> new ByteArrayInputStream(octets));
    }

    @Test
    void an_object_is_put_with_its_type_read_by_its_presigned_url_and_deleted() throws Exception {
        put("a/Grüße (1).txt", OCTETS);
        assertThat(server.objects().get("a/Grüße (1).txt").octets()).isEqualTo(OCTETS);
        assertThat(server.objects().get("a/Grüße (1).txt").contentType()).isEqualTo("text/plain");

        ObjectStore.Presigned presigned = store.presign(S3Server.BUCKET, "a/Grüße (1).txt");
        HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(presigned.url())).build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.body()).isEqualTo(OCTETS);
        assertThat(presigned.url()).contains("X-Amz-Expires=60").doesNotContain(S3Server.SECRET_KEY);
        assertThat(presigned.expiresAt()).isBetween(Instant.now(), Instant.now().plusSeconds(61));

        store.delete(S3Server.BUCKET, "a/Grüße (1).txt");
        store.delete(S3Server.BUCKET, "a/Grüße (1).txt");
        assertThat(server.objects()).isEmpty();
    }

    @Test
    void large_content_arrives_whole() throws IOException {
        byte[] large = new byte[3_000_001];
        new java.util.Random(1).nextBytes(large);
        put("large", large);
        assertThat(server.objects().get("large").octets()).isEqualTo(large);
    }

    @Test
    void the_plain_address_is_of_the_path_style() {
        assertThat(store.url("bucket", "a/b")).matches("http://127\\.0\\.0\\.1:\\d+/bucket/a/b");
    }

    @Test
    void a_refusal_says_its_status_and_nothing_secret_and_the_next_call_is_made() throws IOException {
        server.be(S3Server.Mood.REFUSING);
        assertThatThrownBy(() -> put("a", OCTETS))
                .isInstanceOf(IOException.class)
                .hasMessage("S3 put refused: 403")
                .hasNoCause();
        server.be(S3Server.Mood.KIND);
        put("a", OCTETS);
    }

    @Test
    void a_server_that_is_down_is_left_alone_for_a_while() throws IOException {
        server.goDown();
        assertThatThrownBy(() -> put("a", OCTETS)).hasMessageContaining("S3 put failed");
        server.comeBack();
        assertThatThrownBy(() -> put("a", OCTETS)).hasMessageContaining("not tried");
        now = now.plus(ObjectStore.REST);
        put("a", OCTETS);
        put("b", OCTETS);
        assertThat(server.puts()).isEqualTo(2);
    }

    @Test
    void a_silent_server_holds_nobody_longer_than_the_time_out() {
        server.be(S3Server.Mood.SILENT);
        long start = System.nanoTime();
        assertThatThrownBy(() -> put("a", OCTETS)).isInstanceOf(IOException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void a_server_that_does_not_read_holds_nobody_longer_than_the_time_out() {
        server.be(S3Server.Mood.SILENT);
        byte[] large = new byte[30_000_000];
        long start = System.nanoTime();
        assertThatThrownBy(() -> put("a", large)).isInstanceOf(IOException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void a_call_may_take_longer_the_more_it_carries() {
        ObjectStore.Patience usual = ObjectStore.Patience.USUAL;
        assertThat(usual.call(0)).isEqualTo(Duration.ofSeconds(30));
        assertThat(usual.call(40 << 20)).isBetween(Duration.ofSeconds(105), Duration.ofSeconds(115));
        assertThat(usual.call(Long.MAX_VALUE)).isEqualTo(Duration.ofMinutes(3));
    }

    @Test
    void few_upload_at_a_time_and_who_gets_no_turn_does_not_wait_for_ever() throws Exception {
        CountDownLatch begun = new CountDownLatch(ObjectStore.MOST_UPLOADS);
        CountDownLatch end = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(ObjectStore.MOST_UPLOADS);
        try {
            for (int i = 0; i < ObjectStore.MOST_UPLOADS; i++) {
                String key = "slow" + i;
                threads.submit(() -> {
                    store.put(S3Server.BUCKET, key, "text/plain", OCTETS.length, () -> {
                        begun.countDown();
                        await(end);
                        return new ByteArrayInputStream(OCTETS);
                    });
                    return key;
                });
            }
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> put("a", OCTETS)).hasMessageContaining("8 others are under way");
        } finally {
            end.countDown();
            threads.shutdown();
        }
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        now = now.plus(ObjectStore.REST).plusSeconds(1);
        put("a", OCTETS);
    }

    private static void await(CountDownLatch end) {
        boolean interrupted = false;
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
