package org.fastsmtp.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.fastsmtp.MovingClock;
import org.fastsmtp.schema.TestDatabase;
import org.junit.jupiter.api.Test;

class EndpointsTest {
    @Test
    void what_an_endpoint_was_promised_is_shared_among_the_nodes() {
        Endpoints endpoints = new Endpoints(TestDatabase.fresh(), new MovingClock());
        assertThat(endpoints.rateHere(Optional.of(10.0))).contains(10.0);
        assertThat(endpoints.concurrencyHere(7)).isEqualTo(7);

        endpoints.sharedBy(2);

        assertThat(endpoints.rateHere(Optional.of(10.0))).contains(5.0);
        assertThat(endpoints.rateHere(Optional.empty())).isEmpty();
        assertThat(endpoints.concurrencyHere(7)).isEqualTo(3);
        assertThat(endpoints.concurrencyHere(1)).isEqualTo(1);
    }
}
