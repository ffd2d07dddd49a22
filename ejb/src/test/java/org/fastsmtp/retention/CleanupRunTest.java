package org.fastsmtp.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.fastsmtp.cluster.Leases;
import org.fastsmtp.settings.Settings;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CleanupRunTest {
    private static final Duration OLD = Duration.ofDays(100);

    private final RetentionFixture fixture = new RetentionFixture();
    private final Leases leases = leasesAt(RetentionFixture.NOW);

    @Test
    @DisplayName("finding 18: never two at once in a cluster")
    void one_run_at_a_time_has_the_turn() throws SQLException {
        CleanupRun first = run("a/1", 100, false);
        CleanupRun second = run("b/2", 100, false);

        assertThat(first.takeTurn()).isTrue();
        assertThat(second.takeTurn()).isFalse();
        assertThat(second.outcome()).isEqualTo("busy");
        second.endTurn(RetentionFixture.NOW);
        assertThat(leases.holderOf(CleanupRun.LEASE)).contains("a/1");

        first.endTurn(RetentionFixture.NOW);
        assertThat(second.takeTurn()).isTrue();
    }

    @Test
    void a_run_that_was_away_for_too_long_stops() throws SQLException {
        Leases later = leasesAt(RetentionFixture.NOW.plus(CleanupRun.TURN).plusSeconds(1));
        leases.take(CleanupRun.LEASE, "a/1", CleanupRun.TURN);
        later.take(CleanupRun.LEASE, "b/2", CleanupRun.TURN);
        CleanupRun first = run(later, "a/1", 100, false);

        assertThatThrownBy(first::keepTurn).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_node_that_starts_anew_frees_what_it_held_and_nothing_else() throws SQLException {
        leases.take("x", "node_1/7", Duration.ofHours(1));
        leases.take("y", "nodeX1/7", Duration.ofHours(1));
        leases.take("z", "node_1#schedule", Duration.ofHours(1));

        leases.releaseAllOf("node_1");

        assertThat(leases.holderOf("x")).isEmpty();
        assertThat(leases.holderOf("y")).isPresent();
        assertThat(leases.holderOf("z")).isPresent();
    }

    @Test
    void a_shortened_interval_frees_a_lease_taken_for_longer() throws SQLException {
        leases.take("schedule", "a", Duration.ofHours(24));

        assertThat(leases.take("schedule", "b", Duration.ofHours(24))).isFalse();
        assertThat(leases.take("schedule", "c", Duration.ofHours(1))).isTrue();
    }

    @Test
    @DisplayName(
            "finding 18: a run that has read its share ends while mail waits, and else goes on until it has caught up")
    void a_run_yields_to_mail_at_its_share() throws SQLException {
        for (int i = 0; i < 10; i++) {
            fixture.delivery(fixture.mail(OLD), "delivered", OLD);
        }
        CleanupRun waiting = run("a/1", 4, true);
        CleanupRun idle = run("a/2", 4, false);

        assertThat(read(waiting)).hasSize(4);
        assertThat(waiting.outcome()).endsWith(",more=true");
        assertThat(read(idle)).hasSize(10);
        assertThat(idle.outcome()).doesNotContain("more");
    }

    @Test
    void objects_go_first_and_those_that_stay_keep_their_rows_and_mails() throws SQLException {
        UUID gone = fixture.mail(OLD);
        UUID stuck = fixture.mail(OLD);
        UUID needed = fixture.mail(OLD);
        fixture.object(gone, "raw/gone", OLD);
        fixture.object(stuck, "raw/stuck", OLD);
        fixture.object(needed, "raw/needed", OLD);
        fixture.delivery(needed, "pending", OLD);
        List<String> deleted = new ArrayList<>();
        ObjectStore store = (bucket, key) -> {
            if (key.endsWith("stuck")) {
                throw new IOException("no");
            }
            deleted.add(bucket + ":" + key);
        };

        ObjectRemoval.Done done =
                new ObjectRemoval(fixture.database, store, RetentionFixture.CUTOFF).run(2, () -> true);

        assertThat(deleted).containsExactly("bucket:raw/gone");
        assertThat(done).isEqualTo(new ObjectRemoval.Done(1, 1, 1));
        assertThat(fixture.count("stored_objects")).isEqualTo(2);
        assertThat(fixture.count("mails")).isEqualTo(2);
    }

    @Test
    @DisplayName("finding 8: what was deleted is purged after the retention, once nothing refers to it")
    void remains_go_when_old_and_unused() throws SQLException {
        UUID domain = UUID.randomUUID();
        UUID used = UUID.randomUUID();
        fixture.update(
                "INSERT INTO domains (id, domain_name, deleted_at) VALUES (?, 'old.example', ?)",
                domain,
                RetentionFixture.at(OLD));
        fixture.update(
                "INSERT INTO domains (id, domain_name, deleted_at) VALUES (?, 'used.example', ?)",
                used,
                RetentionFixture.at(OLD));
        fixture.update("INSERT INTO domains (id, domain_name) VALUES (?, 'live.example')", UUID.randomUUID());
        UUID delivery = fixture.delivery(fixture.mail(OLD), "failed", OLD);
        fixture.update("UPDATE delivery_log SET domain_id = ? WHERE id = ?", used, delivery);
        fixture.update(
                "INSERT INTO repeats (id, mail_id, client_ip, seen, created_at) VALUES (?, ?, '192.0.2.1', 'queue', ?)",
                UUID.randomUUID(),
                UUID.randomUUID(),
                RetentionFixture.at(Duration.ofDays(40)));
        for (int days : new int[] {100, 500}) {
            fixture.update(
                    "INSERT INTO audit_log (id, created_at, actor, client_ip, action, target)"
                            + " VALUES (?, ?, 'root', '192.0.2.1', 'create', 'domain')",
                    UUID.randomUUID(),
                    RetentionFixture.at(Duration.ofDays(days)));
        }
        fixture.mail(OLD);

        Remains remains = new Remains(
                fixture.database,
                RetentionFixture.CUTOFF,
                RetentionFixture.NOW.minus(Duration.ofDays(365)),
                RetentionFixture.NOW.minus(Duration.ofDays(30)));
        long removed = remains.remove(1, () -> true);

        assertThat(removed).isEqualTo(4);
        assertThat(fixture.count("domains")).isEqualTo(2);
        assertThat(fixture.count("repeats")).isZero();
        assertThat(fixture.count("audit_log")).isOne();
        assertThat(fixture.count("mails")).isOne();
    }

    @Test
    @DisplayName("finding 28: six hours are six hours")
    void parameters_win_over_settings() {
        Properties parameters = new Properties();
        parameters.setProperty("older-than", "6h");
        parameters.setProperty("dry-run", "true");
        CleanupOrder order = CleanupOrder.of(parameters, Settings.of(Map.of()), RetentionFixture.NOW);

        assertThat(order.before()).isEqualTo(RetentionFixture.NOW.minus(Duration.ofHours(6)));
        assertThat(order.isDryRun()).isTrue();
        assertThat(order.chunk()).isEqualTo(1000);
        assertThat(CleanupOrder.of(new Properties(), Settings.of(Map.of()), RetentionFixture.NOW)
                        .before())
                .isEqualTo(RetentionFixture.CUTOFF);
    }

    @Test
    void a_parameter_of_another_form_is_refused_by_its_name() {
        for (String[] bad : new String[][] {
            {"older-than", "0d"},
            {"older-than", "soon"},
            {"dry-run", "maybe"},
            {"batch-size", "0"},
            {"before", "yesterday"}
        }) {
            Properties parameters = new Properties();
            parameters.setProperty(bad[0], bad[1]);
            assertThatThrownBy(() -> CleanupOrder.of(parameters, Settings.of(Map.of()), RetentionFixture.NOW))
                    .as(bad[0] + "=" + bad[1])
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private List<Expired.Row> read(CleanupRun run) throws SQLException {
        ExpiredPages pages =
                new ExpiredPages(fixture.database, new Expired(RetentionFixture.CUTOFF), run, Optional.empty());
        List<Expired.Row> rows = new ArrayList<>();
        for (Optional<Expired.Row> row = pages.next(); row.isPresent(); row = pages.next()) {
            rows.add(row.get());
        }
        return rows;
    }

    private CleanupRun run(String holder, int most, boolean isMailWaiting) {
        return run(leases, holder, most, isMailWaiting);
    }

    private static CleanupRun run(Leases leases, String holder, int most, boolean isMailWaiting) {
        CleanupOrder order = new CleanupOrder(
                RetentionFixture.CUTOFF, RetentionFixture.CUTOFF, RetentionFixture.CUTOFF, false, 2, most);
        return new CleanupRun(order, leases, holder, () -> isMailWaiting, Duration.ZERO, () -> false);
    }

    private Leases leasesAt(Instant now) {
        return new Leases(fixture.database, Clock.fixed(now, ZoneOffset.UTC));
    }
}
