package org.fastsmtp.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeliveryRowsTest {
    private final DeliveryFixture fixture = new DeliveryFixture();

    @Test
    void a_pending_row_is_queued_and_due_for_the_sweep_only_after_the_lease() throws SQLException {
        UUID id = fixture.deliver("https://example.com/hook");

        assertThat(fixture.row(id))
                .containsEntry("STATUS", "pending")
                .containsEntry("TICKET", 1)
                .containsEntry("NEXT_RETRY_AT", fixture.now())
                .containsEntry("QUEUED_AT", fixture.now())
                .containsEntry("DUE_AT", fixture.now().plus(DeliveryRows.QUEUE_LEASE))
                .containsEntry("FINISHED_AT", null);
    }

    @Test
    void a_dropped_row_is_final_and_a_held_one_is_neither_queued_nor_final() throws SQLException {
        UUID dropped = fixture.insert("https://example.com/hook", DeliveryStatus.DROPPED);
        UUID held = fixture.insert("https://example.com/hook", DeliveryStatus.QUARANTINED);

        assertThat(fixture.row(dropped))
                .containsEntry("FINISHED_AT", fixture.now())
                .containsEntry("DUE_AT", null);
        assertThat(fixture.row(held))
                .containsEntry("FINISHED_AT", null)
                .containsEntry("DUE_AT", null)
                .containsEntry("QUEUED_AT", null)
                .containsEntry("NEXT_RETRY_AT", null);
    }

    @Test
    void nothing_is_born_delivered() {
        assertThatThrownBy(() -> fixture.insert("https://example.com/hook", DeliveryStatus.DELIVERED))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_ticket_survives_its_text() {
        Ticket ticket = new Ticket(UUID.randomUUID(), 17);

        assertThat(Ticket.parse(ticket.text())).isEqualTo(Optional.of(ticket));
        assertThat(Ticket.parse("nonsense")).isEmpty();
        assertThat(Ticket.parse(ticket.deliveryId() + ":x")).isEmpty();
        assertThat(Ticket.parse("1:1:1")).isEmpty();
    }

    @Test
    void an_endpoint_is_its_url_without_what_may_be_secret() {
        assertThat(EndpointKey.of("HTTPS://user:pw@Example.com:443/hook?token=1#x")
                        .url())
                .isEqualTo("https://example.com/hook");
        assertThat(EndpointKey.of("http://example.com").url()).isEqualTo("http://example.com/");
        assertThat(EndpointKey.of("http://[::1]:8080/a?b").url()).isEqualTo("http://[::1]:8080/a");
        assertThat(EndpointKey.of("not a url ?x").url()).isEqualTo("not a url ");
    }
}
