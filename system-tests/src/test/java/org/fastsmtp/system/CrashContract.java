package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every database must pass: kill -9 under load, restart on the same data, acknowledged − delivered = 0. */
abstract class CrashContract {
    private static final int ROUNDS = Integer.getInteger("fastsmtp.crash.rounds", 3);
    private static final int SESSIONS = 4;

    /** A server on the database under test, not started. */
    abstract Server server();

    /**
     * Begins something else that the first kill cuts off.
     *
     * @return what is to be seen of it in the end
     */
    Runnable cutOff(Server server) {
        return () -> {};
    }

    @Test
    @DisplayName("finding 1: what was acknowledged is delivered, however often the server is killed")
    void acknowledged_mail_survives_kill_9() throws InterruptedException {
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        Random random = new Random(1);
        try (Receiver receiver = new Receiver();
                Server server = server()) {
            server.with("webhook_retry_schedule", "1s,1s,1s,1s,1s,1s,1s,1s,1s,1s")
                    .start();
            server.asRoot().recipient(server.asRoot().domain("example.com"), "tickets", receiver.url("/hook"));
            Runnable wentOn = cutOff(server);
            for (int round = 0; round < ROUNDS; round++) {
                AtomicBoolean running = new AtomicBoolean(true);
                CountDownLatch enough = new CountDownLatch(50 + random.nextInt(400));
                List<Thread> senders = senders(server, round, running, enough, acknowledged);
                assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
                server.kill();
                running.set(false);
                for (Thread sender : senders) {
                    sender.join();
                }
                server.start();
                theAccountIsRight(server);
            }
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> delivered(receiver).containsAll(acknowledged));

            Set<String> lost = new HashSet<>(acknowledged);
            lost.removeAll(delivered(receiver));
            assertThat(lost).isEmpty();
            theAccountIsRight(server);
            assertThat(acknowledged).hasSizeGreaterThan(ROUNDS * 50);
            onlyWhatWasInFlightCameTwice(receiver);
            wentOn.run();
        }
    }

    /** Promise 1, at any moment: so it needs no waiting for what recovery still does. */
    private static void theAccountIsRight(Server server) {
        assertThat(server.asRoot().job("reconcile", "{\"day\": \"today\", \"days\": 2}"))
                .startsWith("COMPLETED:days=2,")
                .contains(",drift=0");
    }

    /** A repetition is allowed for an attempt whose answer was lost, and then under the same key. */
    private static void onlyWhatWasInFlightCameTwice(Receiver receiver) {
        receiver.calls().stream()
                .collect(Collectors.groupingBy(Receiver.Call::messageId))
                .forEach((messageId, calls) -> assertThat(calls.stream()
                                .map(call -> call.header("X-Idempotency-Key"))
                                .distinct())
                        .as(messageId)
                        .hasSize(1));
    }

    private static List<Thread> senders(
            Server server, int round, AtomicBoolean running, CountDownLatch enough, Set<String> acknowledged) {
        List<Thread> senders = new ArrayList<>();
        for (int session = 0; session < SESSIONS; session++) {
            String prefix = "<" + round + "-" + session + "-";
            Thread sender = new Thread(() -> {
                try (SmtpClient client = server.smtp()) {
                    for (int i = 0; running.get(); i++) {
                        String id = prefix + i + "@crash.example>";
                        String content = SmtpClient.mail(id, "crash", "x".repeat(2000));
                        if (client.send("a@b.example", "tickets@example.com", content)
                                .startsWith("250")) {
                            acknowledged.add(id);
                            enough.countDown();
                        }
                    }
                } catch (UncheckedIOException e) {
                    // Killed: what this session had under way was not acknowledged.
                    return;
                }
            });
            sender.start();
            senders.add(sender);
        }
        return senders;
    }

    private static Set<String> delivered(Receiver receiver) {
        return receiver.calls().stream().map(Receiver.Call::messageId).collect(Collectors.toSet());
    }
}
