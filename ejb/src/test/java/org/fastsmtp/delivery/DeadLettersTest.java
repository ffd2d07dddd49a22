package org.fastsmtp.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
    private final DeliveryFixture fixture = new DeliveryFixture();
    private final DeadLetters deadLetters = new DeadLetters(fixture.database, fixture.clock);

    @Test
    @DisplayName("finding 23: a message that could not be processed is kept whole, once, with its alarm")
    void keeps_the_message_and_tells_once() throws SQLException, IOException {
        byte[] body = new byte[600_000];
        body[599_999] = 7;
        UUID id = UUID.randomUUID();
        UUID mail = UUID.randomUUID();

        deadLetters.keep(id, Optional.of(mail), "inbound", "x".repeat(400), new ByteArrayInputStream(body));
        deadLetters.keep(id, Optional.of(mail), "inbound", "again", new ByteArrayInputStream(body));

        assertThat(deadLetters.waiting(DeadFilter.EVERYTHING, 10, 0)).hasSize(1);
        DeadFilter messages = new DeadFilter(
                DeadFilter.Kind.MESSAGES,
                DeliveryStatus.EXHAUSTED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
        assertThat(deadLetters.waiting(messages, 10, 0)).hasSize(1);
        assertThat(deadLetters.find(id).orElseThrow().mailId()).hasValue(mail);
        assertThat(deadLetters.body(id).readAllBytes()).isEqualTo(body);
        assertThat(fixture.select("SELECT * FROM alarms WHERE kind = 'queue.message_dead'"))
                .hasSize(1);
        assertThat(deadLetters.messages(DeadFilter.EVERYTHING, 10)).containsExactly(id);
        deadLetters.markRedriven(id);
        assertThat(deadLetters.messages(DeadFilter.EVERYTHING, 10)).isEmpty();
    }

    @Test
    void the_delivery_of_a_ticket_that_was_given_up_is_queued_again() throws SQLException {
        UUID id = fixture.deliver("https://example.com/hook");

        deadLetters.release(new Ticket(id, 1));

        assertThat(fixture.row(id))
                .containsEntry("QUEUED_AT", null)
                .containsEntry("TICKET", 2)
                .containsEntry("DUE_AT", fixture.now().plus(Duration.ofMinutes(1)));
    }
}
