package org.fastsmtp.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DeadDeliveriesTest {
    private final DeliveryStage stage = new DeliveryStage(Map.of("webhook_retry_schedule", "5s"));
    private final DeadLetters deadLetters = new DeadLetters(stage.fixture.database, stage.fixture.clock);

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    @DisplayName("finding 23: dead letters of both kinds stand in one list, the last that died first")
    void lists_deliveries_and_messages() throws SQLException, IOException {
        UUID delivery = dead(stage.receiver.url());
        stage.fixture.clock.advance(Duration.ofMinutes(1));
        UUID message = UUID.randomUUID();
        deadLetters.keep(message, Optional.empty(), "inbound", "it broke", new ByteArrayInputStream(new byte[0]));

        assertThat(deadLetters.waiting(DeadFilter.EVERYTHING, 10, 0))
                .extracting(DeadEntry::id)
                .containsExactly(message, delivery);
        assertThat(deadLetters.waiting(DeadFilter.EVERYTHING, 1, 1))
                .extracting(DeadEntry::webhookUrl)
                .containsExactly(Optional.of(stage.receiver.url()));
        assertThat(deadLetters.counts()).isEqualTo(new DeadLetters.Counts(1, 1));

        assertThat(deadLetters.cancel(message)).isTrue();
        assertThat(deadLetters.cancel(message)).isFalse();
        assertThat(deadLetters.waiting(DeadFilter.EVERYTHING, 10, 0))
                .extracting(DeadEntry::id)
                .containsExactly(delivery);
    }

    @Test
    void finds_by_endpoint_domain_recipient_time_and_whether_it_was_ever_attempted() throws SQLException {
        UUID here = dead(stage.receiver.url());
        stage.fixture.clock.advance(Duration.ofHours(1));
        Instant later = stage.fixture.clock.instant();
        UUID elsewhere = dead("https://example.com/other");
        stage.fixture.update("UPDATE delivery_log SET attempts = 2 WHERE id = ?", here);

        assertThat(ids(filter(Optional.of("example.com"), Optional.empty(), Optional.empty(), false)))
                .containsExactlyInAnyOrder(here, elsewhere);
        assertThat(ids(filter(Optional.of("example.org"), Optional.empty(), Optional.empty(), false)))
                .isEmpty();
        assertThat(ids(filter(
                        Optional.of(stage.fixture.domainId.toString()),
                        Optional.of(stage.receiver.url() + "?token=1"),
                        Optional.empty(),
                        false)))
                .containsExactly(here);
        assertThat(ids(filter(Optional.empty(), Optional.empty(), Optional.of(later), false)))
                .containsExactly(elsewhere);
        assertThat(ids(filter(Optional.empty(), Optional.empty(), Optional.empty(), true)))
                .containsExactly(elsewhere);
    }

    @Test
    void many_are_redriven_as_their_endpoint_takes_them_and_none_as_a_probe() throws SQLException {
        for (int i = 0; i < 50; i++) {
            dead(stage.receiver.url());
        }
        stage.endpoints.disable(stage.receiver.url(), "it is sick");

        redriveAll();
        stage.after(Duration.ofSeconds(1));
        assertThat(stage.receiver.calls()).as("a sick endpoint gets none").isEmpty();
        assertThat(ids(DeadFilter.EVERYTHING)).isEmpty();

        stage.endpoints.enable(stage.receiver.url());
        for (int i = 0; i < 50; i++) {
            stage.after(Duration.ofSeconds(1));
        }
        assertThat(stage.receiver.calls()).hasSize(50);
        assertThat(stage.fixture.select("SELECT * FROM attempts WHERE cause = 'manual'"))
                .hasSize(50);
    }

    @Test
    void one_that_somebody_moved_meanwhile_stays_as_it_is() throws SQLException {
        UUID id = dead(stage.receiver.url());
        List<UUID> read = ids(DeadFilter.EVERYTHING);
        stage.log.cancel(id, "by hand");

        try (Connection connection = stage.fixture.database.getConnection()) {
            assertThat(new DeadDeliveries(DeadFilter.EVERYTHING, stage.fixture.clock).redrive(connection, read))
                    .isZero();
        }
        assertThat(stage.status(id)).isEqualTo("cancelled");
    }

    private void redriveAll() throws SQLException {
        DeadDeliveries dead = new DeadDeliveries(DeadFilter.EVERYTHING, stage.fixture.clock);
        Optional<UUID> last = Optional.empty();
        try (Connection connection = stage.fixture.database.getConnection()) {
            assertThat(dead.count(connection)).isEqualTo(50);
            for (List<UUID> page = dead.next(connection, last, 20);
                    !page.isEmpty();
                    page = dead.next(connection, last, 20)) {
                assertThat(dead.redrive(connection, page)).isEqualTo(page.size());
                last = Optional.of(page.get(page.size() - 1));
            }
        }
    }

    private List<UUID> ids(DeadFilter filter) throws SQLException {
        try (Connection connection = stage.fixture.database.getConnection()) {
            return new DeadDeliveries(filter, stage.fixture.clock).next(connection, Optional.empty(), 100);
        }
    }

    private static DeadFilter filter(
            Optional<String> domain, Optional<String> endpoint, Optional<Instant> since, boolean neverAttempted) {
        return new DeadFilter(
                DeadFilter.Kind.ALL,
                DeliveryStatus.EXHAUSTED,
                domain,
                endpoint,
                Optional.of("BOB@example.com"),
                since,
                Optional.empty(),
                neverAttempted);
    }

    private UUID dead(String url) {
        UUID id = stage.fixture.deliver(url);
        stage.fixture.update(
                "UPDATE delivery_log SET status = 'exhausted', queued_at = NULL, due_at = NULL, finished_at = ? WHERE id = ?",
                stage.fixture.now(),
                id);
        return id;
    }
}
