package org.fastsmtp.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fastsmtp.cluster.Nodes;
import org.fastsmtp.commit.Committer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes on one database; the broker gives each message to both, which is the worst that it can do. */
@Timeout(120)
class ClaimsTest {
    private static final int CONSUMERS = 8;

    private final DeliveryStage stage = new DeliveryStage(Map.of("webhook_endpoint_concurrency", "16"));
    private final Nodes alive = new Nodes(stage.fixture.database, "alive", stage.fixture.clock);
    private final Deliverer one = node();
    private final Deliverer other = node();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    @DisplayName("no duplicates: two nodes with the same thousand messages send each mail once")
    void two_nodes_never_send_the_same_delivery_twice() throws Exception {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            ids.add(stage.mail());
        }
        while (!stage.fixture
                .select("SELECT id FROM delivery_log WHERE status IN ('pending', 'failed')")
                .isEmpty()) {
            work(tickets());
            // What was parked, as the endpoint was full, comes again.
            stage.fixture.clock.advance(Duration.ofSeconds(1));
            stage.sweep.run();
        }

        assertThat(stage.receiver.calls())
                .extracting(call -> call.header("X-Idempotency-Key"))
                .hasSize(1_000)
                .doesNotHaveDuplicates();
        assertThat(stage.fixture.select("SELECT * FROM delivery_log WHERE status = 'delivered' AND attempts = 1"
                        + " AND claimed_until IS NULL"))
                .hasSize(1_000);
    }

    @Test
    void what_a_node_is_at_is_queued_again_when_its_claim_is_over() throws SQLException {
        alive.count();
        UUID id = stage.mail();
        stage.queue.lose();
        Delivery delivery = new DeliveryReading(stage.fixture.database).read(id).orElseThrow();
        Claims.shared(new Committer(stage.fixture.database), alive.name(), stage.fixture.clock)
                .take(delivery, Duration.ofMinutes(3));

        stage.deliver(new Ticket(id, 1));
        for (int i = 0; i < 20; i++) {
            alive.count();
            stage.after(Duration.ofSeconds(6));
        }
        assertThat(stage.receiver.calls())
                .as("the broker's second message is void while the claim lasts")
                .isEmpty();

        stage.after(Duration.ofMinutes(2));
        assertThat(stage.status(id)).isEqualTo("delivered");
        assertThat(stage.receiver.calls()).hasSize(1);
    }

    @Test
    @DisplayName("issue 8: a lost node loses its claims half a minute after its last sign of life")
    void what_a_lost_node_was_at_is_queued_again_soon() throws SQLException {
        alive.count();
        UUID id = stage.mail();
        stage.queue.lose();
        Delivery delivery = new DeliveryReading(stage.fixture.database).read(id).orElseThrow();
        Claims.shared(new Committer(stage.fixture.database), alive.name(), stage.fixture.clock)
                .take(delivery, Duration.ofMinutes(30));

        stage.after(Duration.ofSeconds(25));
        assertThat(stage.receiver.calls()).as("it may only be slow").isEmpty();
        stage.after(Duration.ofSeconds(10));
        assertThat(stage.status(id)).isEqualTo("delivered");
        assertThat(stage.fixture.select("SELECT * FROM delivery_log WHERE claimed_by IS NULL"))
                .hasSize(1);
    }

    @Test
    void a_claim_uses_the_ticket_up() throws SQLException {
        UUID id = stage.mail();
        Delivery delivery = new DeliveryReading(stage.fixture.database).read(id).orElseThrow();
        Claims claims = Claims.shared(new Committer(stage.fixture.database), alive.name(), stage.fixture.clock);

        assertThat(claims.take(delivery, Duration.ofMinutes(1)).orElseThrow().ticket())
                .isEqualTo(2);
        assertThat(claims.take(delivery, Duration.ofMinutes(1))).isEmpty();
        assertThat(Claims.none(stage.fixture.clock).take(delivery, Duration.ofMinutes(1)))
                .as("a node that is alone asks nobody")
                .hasValue(delivery);
    }

    private Deliverer node() {
        return stage.node(
                new Endpoints(stage.fixture.database, stage.fixture.clock),
                Claims.shared(new Committer(stage.fixture.database), alive.name(), stage.fixture.clock));
    }

    private List<Ticket> tickets() {
        List<Ticket> tickets = new ArrayList<>();
        for (Ticket ticket = stage.queue.take(); ticket != null; ticket = stage.queue.take()) {
            tickets.add(ticket);
        }
        return tickets;
    }

    private void work(List<Ticket> tickets) throws Exception {
        ExecutorService consumers = Executors.newFixedThreadPool(2 * CONSUMERS);
        try {
            List<Future<Void>> work = new ArrayList<>();
            for (Ticket ticket : tickets) {
                for (Deliverer node : List.of(one, other)) {
                    work.add(consumers.submit((Callable<Void>) () -> {
                        node.deliver(ticket);
                        return null;
                    }));
                }
            }
            for (Future<Void> done : work) {
                done.get();
            }
        } finally {
            consumers.shutdownNow();
        }
    }
}
