package org.fastsmtp.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodesTest {
    private final DeliveryFixture fixture = new DeliveryFixture();
    private final Nodes a = new Nodes(fixture.database, "a", fixture.clock);
    private final Nodes b = new Nodes(fixture.database, "b", fixture.clock);

    @Test
    void who_came_is_counted_and_who_left_is_not() throws SQLException {
        assertThat(a.count()).isEqualTo(1);
        assertThat(b.count()).isEqualTo(2);
        fixture.clock.advance(Duration.ofSeconds(6));
        assertThat(a.count()).isEqualTo(2);

        b.leave();
        fixture.clock.advance(Duration.ofSeconds(6));
        assertThat(a.count()).isEqualTo(1);
    }

    @Test
    void who_died_is_no_longer_counted_after_a_quarter_of_a_minute() throws SQLException {
        b.count();
        assertThat(a.count()).isEqualTo(2);
        for (int i = 0; i < 3; i++) {
            fixture.clock.advance(Duration.ofSeconds(6));
            a.count();
        }
        assertThat(a.count()).isEqualTo(1);
    }

    @Test
    void what_an_endpoint_was_promised_is_shared_among_the_nodes() {
        Endpoints endpoints = new Endpoints(fixture.database, fixture.clock);
        assertThat(endpoints.rateHere(Optional.of(10.0))).contains(10.0);
        assertThat(endpoints.concurrencyHere(7)).isEqualTo(7);

        endpoints.sharedBy(2);

        assertThat(endpoints.rateHere(Optional.of(10.0))).contains(5.0);
        assertThat(endpoints.rateHere(Optional.empty())).isEmpty();
        assertThat(endpoints.concurrencyHere(7)).isEqualTo(3);
        assertThat(endpoints.concurrencyHere(1)).isEqualTo(1);
    }
}
