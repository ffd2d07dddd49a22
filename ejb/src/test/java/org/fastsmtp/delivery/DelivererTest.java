package org.fastsmtp.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.fastsmtp.webhook.Receiver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
/** What becomes of an attempt. Long because it is one table of answers and their outcomes on one stage. */
class DelivererTest {
    private DeliveryStage stage = new DeliveryStage();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void a_2xx_answer_delivers_and_keeps_the_attempt() {
        stage.receiver.answers(204, "");
        UUID id = stage.mail();

        stage.drain();

        assertThat(stage.fixture.row(id))
                .containsEntry("STATUS", "delivered")
                .containsEntry("ATTEMPTS", 1)
                .containsEntry("LAST_STATUS_CODE", 204)
                .containsEntry("LAST_ERROR", null)
                .containsEntry("NEXT_RETRY_AT", null)
                .containsEntry("DUE_AT", null)
                .containsEntry("QUEUED_AT", null)
                .containsEntry("DELIVERED_AT", stage.fixture.now())
                .containsEntry("FINISHED_AT", stage.fixture.now());
        assertThat(stage.fixture.attempts(id))
                .singleElement()
                .satisfies(attempt -> assertThat(attempt)
                        .containsEntry("NUMBER", 1)
                        .containsEntry("STATUS_CODE", 204)
                        .containsEntry("ADDRESS", "127.0.0.1")
                        .containsEntry("CAUSE", "schedule")
                        .containsEntry("ERROR_CLASS", null));
        assertThat(stage.receiver.calls().get(0).header("X-Idempotency-Key")).isEqualTo(id.toString());
    }

    @Test
    void a_failure_is_tried_again_by_schedule_until_it_is_given_up() {
        stage.close();
        stage = new DeliveryStage(Map.of("webhook_retry_schedule", "5s,1m"));
        stage.receiver.answers(500, "x".repeat(300));
        UUID id = stage.mail();
        stage.drain();

        assertThat(stage.fixture.row(id))
                .containsEntry("STATUS", "failed")
                .containsEntry("ATTEMPTS", 1)
                .containsEntry("LAST_STATUS_CODE", 500)
                .containsEntry("LAST_ERROR", "HTTP 500: " + "x".repeat(200))
                .containsEntry("NEXT_RETRY_AT", stage.fixture.now().plusSeconds(5));

        stage.after(Duration.ofSeconds(4));
        assertThat(stage.receiver.calls()).hasSize(1);
        stage.after(Duration.ofSeconds(1));
        assertThat(stage.receiver.calls()).hasSize(2);
        stage.after(Duration.ofMinutes(1));

        assertThat(stage.receiver.calls()).hasSize(3);
        assertThat(stage.fixture.row(id))
                .containsEntry("STATUS", "exhausted")
                .containsEntry("ATTEMPTS", 3)
                .containsEntry("NEXT_RETRY_AT", null)
                .containsEntry("FINISHED_AT", stage.fixture.now());
        assertThat(stage.fixture.attempts(id)).hasSize(3);
        assertThat(keys()).hasSize(1);
    }

    @Test
    @DisplayName("finding 23: the alarm is written with the change that it reports, and has no secret")
    void exhaustion_writes_the_alarm_of_the_contract() {
        stage.close();
        stage = new DeliveryStage(Map.of("webhook_max_retries", "1"));
        stage.receiver.answers(500, "no");
        UUID id = stage.fixture.deliver(stage.receiver.url() + "?token=secret");
        stage.queue.send(List.of(new Ticket(id, 1)));

        stage.drain();

        assertThat(stage.status(id)).isEqualTo("exhausted");
        assertThat(stage.alarms("delivery.exhausted")).hasSize(1);
        String details = (String) stage.alarms("delivery.exhausted").get(0).get("DETAILS");
        assertThat(details).doesNotContain("secret");
        assertThat(Json.createReader(new StringReader(details)).readObject().keySet())
                .containsExactlyInAnyOrder(
                        "event",
                        "delivery_id",
                        "message_id",
                        "domain_id",
                        "webhook_url",
                        "attempts",
                        "last_error",
                        "last_status_code",
                        "created_at",
                        "exhausted_at");
        assertThat(details).contains("+00:00");
    }

    @Test
    @DisplayName(
            "finding 26: a message that comes again for a row that is final, deferred or queued anew sends nothing")
    void a_void_ticket_sends_nothing() {
        UUID delivered = stage.mail();
        Ticket first = new Ticket(delivered, 1);
        stage.deliver(first);
        stage.deliver(first);
        stage.receiver.answers(500, "");
        UUID deferred = stage.mail();
        stage.deliver(new Ticket(deferred, 1));
        stage.deliver(new Ticket(deferred, 1));

        stage.deliver(new Ticket(UUID.randomUUID(), 1));

        assertThat(stage.receiver.calls()).hasSize(2);
    }

    @Test
    void the_same_ticket_on_two_threads_makes_one_attempt() throws InterruptedException {
        UUID id = stage.fixture.deliver(stage.receiver.url());
        Thread second = new Thread(() -> stage.deliver(new Ticket(id, 1)));
        stage.receiver.answers(exchange -> {
            second.start();
            // It has come to the row and waits for the first.
            while (second.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            Receiver.answer(exchange, 200, "ok");
        });

        stage.deliver(new Ticket(id, 1));
        second.join();

        assertThat(stage.receiver.calls()).hasSize(1);
        assertThat(stage.status(id)).isEqualTo("delivered");
    }

    @Test
    void gone_ends_the_delivery_at_once_disables_the_endpoint_and_tells() {
        stage.receiver.answers(410, "gone");
        UUID first = stage.mail();
        stage.drain();
        UUID second = stage.mail();
        stage.drain();

        assertThat(stage.fixture.row(first))
                .containsEntry("STATUS", "exhausted")
                .containsEntry("ATTEMPTS", 1)
                .containsEntry("NEXT_RETRY_AT", null);
        assertThat(stage.alarms("endpoint.disabled")).hasSize(1);
        assertThat(stage.fixture.select("SELECT * FROM endpoints WHERE disabled_at IS NOT NULL"))
                .hasSize(1);
        assertThat(stage.receiver.calls()).hasSize(1);
        assertThat(stage.fixture.row(second))
                .as("what else is for it waits")
                .containsEntry("STATUS", "pending")
                .containsEntry("ATTEMPTS", 0);
        assertThat(stage.fixture.row(second).get("PARKED")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429 | 120                           | 120",
                "429 | Sun, 22 Nov 2026 10:05:00 GMT | 300",
                "503 | 120                           | 120",
                "503 | Sun, 22 Nov 2026 10:05:00 GMT | 300",
                "503 | soon                          | 5",
                "500 | 120                           | 5",
                "404 | 120                           | 5"
            })
    void retry_after_moves_the_next_attempt_of_what_was_too_much(int status, String header, int seconds) {
        stage.receiver.answers(status, "Retry-After", header);
        UUID id = stage.mail();

        stage.drain();

        assertThat(stage.fixture.row(id))
                .containsEntry("STATUS", "failed")
                .containsEntry("NEXT_RETRY_AT", stage.fixture.now().plusSeconds(seconds));
    }

    @Test
    void a_redirect_is_a_failure() {
        stage.receiver.answers(301, "Location", "http://127.0.0.1:1/");
        UUID id = stage.mail();

        stage.drain();

        assertThat(stage.fixture.row(id)).containsEntry("STATUS", "failed").containsEntry("LAST_STATUS_CODE", 301);
    }

    @Test
    void a_refused_address_is_a_failed_attempt_that_says_blocked() {
        UUID id = stage.fixture.deliver("http://10.0.0.1/hook");
        stage.deliver(new Ticket(id, 1));

        assertThat(stage.fixture.row(id))
                .containsEntry("STATUS", "failed")
                .containsEntry("ATTEMPTS", 1)
                .containsEntry("LAST_STATUS_CODE", null);
        assertThat((String) stage.fixture.row(id).get("LAST_ERROR")).contains("blocked");
        assertThat(stage.fixture.attempts(id).get(0)).containsEntry("ERROR_CLASS", "blocked");
    }

    @Test
    void the_headers_of_a_recipient_go_to_its_own_origin_only() {
        stage.fixture.update(
                "UPDATE recipients SET webhook_url = ?, webhook_headers = '{\"Authorization\":\"Bearer x\"}', webhook_secret = ?",
                stage.receiver.url(),
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        stage.mail();
        stage.drain();
        try (Receiver other = new Receiver()) {
            UUID elsewhere = stage.fixture.deliver(other.url());
            stage.fixture.update("UPDATE delivery_log SET is_override = TRUE WHERE id = ?", elsewhere);
            stage.deliver(new Ticket(elsewhere, 1));
            UUID sameOrigin = stage.fixture.deliver(stage.receiver.url() + "/other");
            stage.fixture.update("UPDATE delivery_log SET is_override = TRUE WHERE id = ?", sameOrigin);
            stage.deliver(new Ticket(sameOrigin, 1));

            assertThat(other.calls().get(0).header("Authorization")).isEmpty();
            assertThat(other.calls().get(0).header("Webhook-Signature")).startsWith("v1,");
        }
        assertThat(stage.receiver.calls())
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.header("Authorization")).isEqualTo("Bearer x"));
    }

    @Test
    @DisplayName(
            "finding 26: during a rotation every attempt is signed with the new and the old secret, after it with the new one")
    void both_secrets_sign_until_the_rotation_is_over() {
        String fresh = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
        String old = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        stage.fixture.update(
                "UPDATE recipients SET webhook_secret = ?, previous_webhook_secret = ?, previous_secret_until = ?",
                fresh,
                old,
                stage.fixture.now().plusHours(1));
        stage.receiver.answers(500, "");
        stage.mail();
        stage.drain();
        stage.after(Duration.ofSeconds(6));
        stage.receiver.answers(200, "");
        stage.after(Duration.ofHours(2));

        assertThat(stage.receiver.calls()).hasSize(3);
        assertThat(stage.receiver.calls().stream().map(call -> signedBy(call, fresh)))
                .containsExactly(true, true, true);
        assertThat(stage.receiver.calls().stream().map(call -> signedBy(call, old)))
                .containsExactly(true, true, false);
    }

    /** By its own reckoning, as the fixture's clock is not the verifier's. */
    private static boolean signedBy(Receiver.Call call, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
            String signed = call.header("Webhook-Id") + "." + call.header("Webhook-Timestamp") + "." + call.body();
            return call.header("Webhook-Signature")
                    .contains("v1,"
                            + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_recipient_has_a_timeout_of_its_own() {
        CountDownLatch end = new CountDownLatch(1);
        stage.fixture.update("UPDATE recipients SET webhook_timeout = 1");
        stage.receiver.answers(exchange -> {
            try {
                assertThat(end.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        UUID id = stage.mail();

        stage.drain();
        end.countDown();

        assertThat(stage.fixture.attempts(id).get(0)).containsEntry("ERROR_CLASS", "timeout");
        assertThat((Integer) stage.fixture.attempts(id).get(0).get("LATENCY_MS"))
                .isBetween(990, 4_000);
    }

    @Test
    void nothing_is_sent_for_a_recipient_that_is_deleted() {
        UUID id = stage.mail();
        stage.fixture.update("UPDATE recipients SET deleted_at = CURRENT_TIMESTAMP");

        stage.drain();

        assertThat(stage.receiver.calls()).isEmpty();
        assertThat(stage.fixture.row(id))
                .containsEntry("STATUS", "cancelled")
                .containsEntry("LAST_ERROR", "the recipient was deleted")
                .containsEntry("NEXT_RETRY_AT", null);
    }

    @Test
    void an_answer_counts_though_the_row_was_cancelled_meanwhile_and_a_failure_leaves_it_cancelled() {
        UUID delivered = stage.mail();
        stage.receiver.answers(exchange -> {
            cancel(delivered);
            Receiver.answer(exchange, 200, "");
        });
        stage.drain();
        UUID failed = stage.mail();
        stage.receiver.answers(exchange -> {
            cancel(failed);
            Receiver.answer(exchange, 500, "");
        });
        stage.drain();

        assertThat(stage.status(delivered)).isEqualTo("delivered");
        assertThat(stage.status(failed)).isEqualTo("cancelled");
        assertThat(stage.fixture.attempts(failed)).hasSize(1);
    }

    @Test
    void a_payload_that_cannot_be_made_is_an_attempt_that_failed_and_no_fault_of_the_endpoint() {
        stage.payloads = delivery -> {
            throw new IllegalArgumentException("content of a mail");
        };
        UUID id = stage.mail();

        stage.drain();

        assertThat(stage.fixture.row(id)).containsEntry("STATUS", "failed").containsEntry("ATTEMPTS", 1);
        assertThat((String) stage.fixture.row(id).get("LAST_ERROR")).doesNotContain("content of a mail");
        assertThat(stage.endpoints.states().get(0).failingSince()).isEmpty();
    }

    @Test
    void a_database_that_is_away_makes_the_message_come_again() {
        UUID id = stage.fixture.deliver(stage.receiver.url());
        stage.fixture.update("ALTER TABLE attempts RENAME TO away");

        assertThatThrownBy(() -> stage.deliver(new Ticket(id, 1))).hasRootCauseInstanceOf(java.sql.SQLException.class);
        stage.fixture.update("ALTER TABLE away RENAME TO attempts");
        stage.deliver(new Ticket(id, 1));

        assertThat(stage.status(id)).isEqualTo("delivered");
        assertThat(keys()).as("the repetition has the same key").hasSize(1);
    }

    @Test
    @DisplayName("finding 14: the same number of statements for each delivery, whether there are 1 or 50")
    void statements_for_each_delivery_are_constant() {
        stage.mail();
        stage.drain();
        int one = stage.database.statements.getAndSet(0);
        for (int i = 0; i < 50; i++) {
            stage.mail();
        }
        stage.drain();

        assertThat(one).isEqualTo(3);
        assertThat(stage.database.statements).hasValue(50 * one);
    }

    @Test
    void no_connection_is_held_while_http_is_under_way() {
        stage.receiver.answers(exchange -> {
            assertThat(stage.database.connectionsOut).hasValue(0);
            Receiver.answer(exchange, 200, "");
        });
        UUID id = stage.mail();

        stage.drain();

        assertThat(stage.status(id)).isEqualTo("delivered");
    }

    @Test
    void metrics_are_really_set() {
        stage.close();
        stage = new DeliveryStage(Map.of("webhook_max_retries", "2"));
        stage.mail();
        stage.drain();
        stage.receiver.answers(500, "");
        stage.mail();
        stage.mail();
        stage.drain();
        stage.after(Duration.ofSeconds(11));

        assertThat(count("delivered")).isEqualTo(1);
        assertThat(count("failed")).isEqualTo(2);
        assertThat(count("exhausted")).isEqualTo(2);
        assertThat(stage.registry
                        .get("fastsmtp.webhook.delivery.duration")
                        .timer()
                        .count())
                .isEqualTo(5);
        assertThat(stage.registry
                        .get("fastsmtp.queue.depth")
                        .tag("status", "failed")
                        .gauge()
                        .value())
                .isEqualTo(2);
        assertThat(stage.registry
                        .get("fastsmtp.queue.oldest.age.seconds")
                        .tag("status", "failed")
                        .gauge()
                        .value())
                .isEqualTo(11);
    }

    private double count(String status) {
        return stage.registry
                .get("fastsmtp.webhook.deliveries")
                .tag("status", status)
                .counter()
                .count();
    }

    private void cancel(UUID id) {
        try {
            stage.log.cancel(id, "by hand");
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Set<String> keys() {
        Set<String> keys = new HashSet<>();
        stage.receiver.calls().forEach(call -> keys.add(call.header("X-Idempotency-Key")));
        return keys;
    }
}
