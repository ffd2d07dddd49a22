package org.fastsmtp.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiredTest {
    private static final Duration OLD = Duration.ofDays(100);

    private final RetentionFixture fixture = new RetentionFixture();
    private final Expired expired = new Expired(RetentionFixture.CUTOFF);

    @ParameterizedTest(name = "finding 18: {0} of any age stays")
    @ValueSource(strings = {"pending", "failed", "quarantined"})
    void what_is_not_final_survives_any_age(String status) throws SQLException {
        UUID id = fixture.delivery(fixture.mail(Duration.ofDays(4000)), status, Duration.ofDays(4000));

        removeAll(10);

        assertThat(fixture.has(id)).isTrue();
        assertThat(fixture.count("mails")).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"delivered", "exhausted", "dropped", "cancelled"})
    void what_is_final_and_old_goes_with_its_attempts_and_its_mail(String status) throws SQLException {
        fixture.delivery(fixture.mail(OLD), status, OLD);

        removeAll(10);

        assertThat(fixture.count("delivery_log")).isZero();
        assertThat(fixture.count("attempts")).isZero();
        assertThat(fixture.count("mails")).isZero();
        assertThat(fixture.count("mail_chunks")).isZero();
    }

    @Test
    void age_counts_from_the_end_not_from_the_arrival() throws SQLException {
        UUID mail = fixture.mail(OLD);
        UUID id = fixture.delivery(mail, "delivered", Duration.ofDays(89));

        removeAll(10);

        assertThat(fixture.has(id)).isTrue();
    }

    @Test
    void a_mail_stays_while_one_of_its_deliveries_does() throws SQLException {
        UUID mail = fixture.mail(OLD);
        fixture.delivery(mail, "delivered", OLD);
        UUID waiting = fixture.delivery(mail, "failed", OLD);

        removeAll(10);

        assertThat(fixture.has(waiting)).isTrue();
        assertThat(fixture.count("delivery_log")).isOne();
        assertThat(fixture.count("mails")).isOne();
    }

    @Test
    void a_mail_with_objects_elsewhere_waits_for_their_removal() throws SQLException {
        UUID mail = fixture.mail(OLD);
        fixture.delivery(mail, "delivered", OLD);
        fixture.object(mail, "raw/1", OLD);

        removeAll(10);

        assertThat(fixture.count("delivery_log")).isZero();
        assertThat(fixture.count("mails")).isOne();
    }

    @Test
    void a_row_retried_since_it_was_read_stays() throws SQLException {
        UUID id = fixture.delivery(fixture.mail(OLD), "exhausted", OLD);
        try (Connection connection = fixture.database.getConnection()) {
            List<Expired.Row> rows = expired.next(connection, Optional.empty(), 10);
            fixture.update("UPDATE delivery_log SET status = 'pending', finished_at = NULL WHERE id = ?", id);

            Expired.Removed removed = expired.remove(connection, rows);

            assertThat(removed).isEqualTo(new Expired.Removed(0, 0));
        }
        assertThat(fixture.has(id)).isTrue();
    }

    @Test
    @DisplayName("finding 18: reading goes on at the checkpoint, each row once, whatever the size of a page")
    void reading_goes_on_after_a_position_even_among_rows_of_one_instant() throws SQLException {
        for (int i = 0; i < 10; i++) {
            fixture.delivery(fixture.mail(OLD), "delivered", OLD.plusMinutes(i / 4));
        }
        List<UUID> seen = new ArrayList<>();
        try (Connection connection = fixture.database.getConnection()) {
            Optional<Expired.Position> after = Optional.empty();
            List<Expired.Row> page = expired.next(connection, after, 3);
            while (!page.isEmpty()) {
                page.forEach(row -> seen.add(row.id()));
                after = Optional.of(page.get(page.size() - 1).position());
                page = expired.next(connection, after, 3);
            }
        }
        assertThat(seen).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void removing_twice_is_harmless_and_counting_removes_nothing() throws SQLException {
        fixture.delivery(fixture.mail(OLD), "delivered", OLD);
        try (Connection connection = fixture.database.getConnection()) {
            assertThat(expired.count(connection)).isOne();
            List<Expired.Row> rows = expired.next(connection, Optional.empty(), 10);

            assertThat(expired.remove(connection, rows)).isEqualTo(new Expired.Removed(1, 1));
            assertThat(expired.remove(connection, rows)).isEqualTo(new Expired.Removed(0, 0));
            assertThat(expired.count(connection)).isZero();
        }
    }

    private void removeAll(int chunk) throws SQLException {
        try (Connection connection = fixture.database.getConnection()) {
            List<Expired.Row> rows = expired.next(connection, Optional.empty(), chunk);
            while (!rows.isEmpty()) {
                expired.remove(connection, rows);
                rows = expired.next(
                        connection, Optional.of(rows.get(rows.size() - 1).position()), chunk);
            }
        }
    }
}
