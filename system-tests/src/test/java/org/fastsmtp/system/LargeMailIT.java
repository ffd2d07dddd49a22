package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Mails that are larger, all together, than the heap: they stream through accept, parse and delivery. */
class LargeMailIT {
    private static final int ATTACHED = 40 * 1024 * 1024;
    private static final int MAILS = 4;
    /** An idle server uses about 100 MB of it. */
    private static final String HEAP = "-Xmx256m";

    @Test
    void mails_of_55_mib_go_through_a_small_heap() throws Exception {
        byte[] file = new byte[ATTACHED];
        new Random(1).nextBytes(file);
        String encoded = Base64.getMimeEncoder().encodeToString(file);
        try (Receiver receiver = new Receiver();
                Server server = new Server("large")
                        .withJavaOptions(HEAP)
                        .with("smtp_max_message_size", "62914560")
                        .with("webhook_max_inline_attachment_size", "52428800")
                        .with("webhook_max_inline_payload_size", "83886080")
                        .with("webhook_timeout", "120")
                        .with("webhook_retry_schedule", "5s,5s,5s,5s,5s,5s")
                        .start()) {
            server.asRoot().recipient(server.asRoot().domain("example.com"), "*", receiver.url("/hook"));

            ExecutorService threads = Executors.newFixedThreadPool(MAILS);
            try {
                List<Future<String>> replies = new ArrayList<>();
                for (int i = 0; i < MAILS; i++) {
                    String id = "<large" + i + "@b>";
                    replies.add(threads.submit(() -> {
                        try (SmtpClient client = server.smtp()) {
                            return client.send("a@b.example", "x@example.com", ObjectStoreContract.mail(id, encoded));
                        }
                    }));
                }
                for (Future<String> reply : replies) {
                    assertThat(reply.get()).startsWith("250");
                }
            } finally {
                threads.shutdown();
            }
            await().atMost(Duration.ofSeconds(600)).until(() -> receiver.calls().size() >= MAILS);

            String content = Base64.getEncoder().encodeToString(file);
            for (Receiver.Call call : receiver.calls()) {
                assertThat(call.body().contains(content)).isTrue();
                assertThat(call.body()).doesNotContain("\"truncated\"");
                assertThat(call.body().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(83_886_080);
            }
            assertThat(receiver.calls().stream()
                            .map(call -> call.header("X-Idempotency-Key"))
                            .distinct())
                    .hasSize(MAILS);
            assertThat(server.output()).doesNotContain("OutOfMemoryError");
        }
    }
}
