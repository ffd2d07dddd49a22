package org.fastsmtp.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import javax.sql.DataSource;
import org.fastsmtp.authentication.SenderAuthentication;
import org.fastsmtp.authentication.TestZone;
import org.fastsmtp.domain.Routing;
import org.fastsmtp.domain.RoutingFile;
import org.fastsmtp.domain.RoutingRows;
import org.fastsmtp.schema.TestDatabase;
import org.fastsmtp.settings.Settings;
import org.fastsmtp.smtp.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rows of CONTRACT section 2.2 that the application decides, as a client reads them; what becomes of a mail after its 250 is in
 * {@link AcceptedTranscriptTest}, the others are in the adapter's ReplyTableTest.
 */
class ReceptionTranscriptTest {
    private static final long ROOMY = Long.MAX_VALUE;

    private final DataSource database = TestDatabase.fresh();
    private final Admission admission = new Admission(
            new Admission.Bounds(100, Optional.of(10), Optional.of(Duration.ofMinutes(15)), false, 1_000_000));
    private final TestZone zone = new TestZone();
    private final List<Mail> taken = new ArrayList<>();
    private Routing routing;
    private Dialogue client;
    private String sick = "";

    @BeforeEach
    void listen(@TempDir Path directory) throws Exception {
        routing = new Routing(new RoutingRows(database), new RoutingFile(directory.resolve("routing")));
        domain("example.com", true, false);
        domain("xn--e1aybc.com", true, false);
        domain("disabled.example", false, false);
        domain("strict.example", true, true);
        UUID deleted = domain("deleted.example", true, false);
        run("UPDATE domains SET deleted_at = CURRENT_TIMESTAMP WHERE id = ?", deleted);
        Settings settings = Settings.of(Map.of());
        SenderAuthentication senders = SenderAuthentication.of(settings, zone.dns(), Clock.systemUTC());
        Reception reception = new Reception(
                routing,
                admission,
                new SenderCheck(settings, routing, senders),
                url -> url.equals(sick),
                new IntakeMetrics(new SimpleMeterRegistry()));
        client = new Dialogue(reception, taken::add);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "user@example.com|250 2.1.5 OK",
                "User+tag@EXAMPLE.com|250 2.1.5",
                "user@тест.com|250 2.1.5",
                "user@unknown.example|550 5.1.2 Domain unknown.example is not configured here",
                "user@почта.com|550 5.1.2 Domain xn--80a1acny.com is not configured here",
                "user@disabled.example|550 5.1.2 Domain disabled.example is not configured here",
                "user@deleted.example|550 5.1.2 Domain deleted.example is not configured here",
                "nobody@example.com|550 5.1.1 Recipient nobody not found",
                "off@example.com|550 5.1.1 Recipient off not found",
                "postmaster@example.com|550 5.1.1 Recipient postmaster not found",
            })
    void rcpt(String address, String reply) throws Exception {
        routing.refresh();
        client.say("MAIL FROM:<a@example.org>", "250");
        client.say("RCPT TO:<" + address + ">", reply);
    }

    @Test
    @DisplayName("finding 27: with the database away from the start RCPT is 451, with a snapshot it goes on")
    void rcpt_while_the_database_is_down() throws Exception {
        client.say("MAIL FROM:<a@example.org>", "250");
        client.say("RCPT TO:<user@example.com>", "451 4.3.0 Recipients cannot be looked up now");
        routing.refresh();
        run("DROP ALL OBJECTS");
        client.say("RCPT TO:<user@example.com>", "250 2.1.5");
        client.say("RCPT TO:<nobody@example.com>", "550 5.1.1");
    }

    @Test
    @DisplayName("finding 25: a sick endpoint makes only its own recipients 451")
    void a_sick_endpoint() throws Exception {
        routing.refresh();
        sick = "https://example.net/example.com";
        client.say("MAIL FROM:<a@example.org>", "250");
        client.say("RCPT TO:<user@example.com>", "451 4.2.1");
        client.say("RCPT TO:<user@xn--e1aybc.com>", "250 2.1.5");
    }

    @ParameterizedTest
    @CsvSource({
        "100, 0, PT0S, 9223372036854775807, 451 4.3.1 Too much mail",
        "0, 10, PT0S, 9223372036854775807, 451 4.3.1 Too much mail",
        "0, 0, PT15M1S, 9223372036854775807, 451 4.3.1 Too much mail",
        "0, 0, PT0S, 999999, 451 4.3.1 Insufficient system storage",
        "99, 9, PT15M, 1000000, 354"
    })
    @DisplayName("finding 25: queue, waiting deliveries, their age and disk decide before DATA")
    void admission(long inbound, int open, Duration oldest, long free, String reply) throws Exception {
        routing.refresh();
        admission.measured(new Admission.Load(inbound, OptionalInt.of(open), Optional.of(oldest), free));
        client.envelope("a@example.org", "user@example.com");
        client.say("DATA", reply);
    }

    @Test
    void a_limit_that_cannot_be_looked_up_refuses_nothing() throws Exception {
        routing.refresh();
        admission.measured(new Admission.Load(0, OptionalInt.empty(), Optional.empty(), ROOMY));
        client.envelope("a@example.org", "user@example.com");
        client.say("DATA", "354");
    }

    @Test
    void a_queue_that_is_full_holds_with_the_action_drop() throws Exception {
        Admission holding = new Admission(new Admission.Bounds(100, Optional.of(10), Optional.empty(), true, 1));
        holding.measured(new Admission.Load(0, OptionalInt.of(10), Optional.empty(), ROOMY));
        assertThat(holding.refusal()).isEmpty();
        assertThat(holding.isHolding()).isTrue();
    }

    @Test
    void spf_fail_is_550_where_the_domain_rejects_and_taken_elsewhere() throws Exception {
        routing.refresh();
        client.envelope("a@forged.example", "user@strict.example");
        client.say("DATA", "354");
        client.say("Subject: x\r\n\r\nx\r\n.", "550 5.7.23 SPF");
        assertThat(taken).isEmpty();
        int asked = zone.asked();
        assertThat(asked).isPositive();
        client.envelope("a@forged.example", "user@example.com");
        client.say("DATA", "354");
        client.say("Subject: x\r\n\r\nx\r\n.", "250 2.6.0 Message accepted for delivery");
        assertThat(taken).hasSize(1);
        assertThat(zone.asked())
                .as("who rejects nothing is not kept waiting: the checks are made behind the queue")
                .isEqualTo(asked);
    }

    @Test
    void dkim_fail_is_550_where_the_domain_rejects() throws Exception {
        routing.refresh();
        client.envelope("", "user@strict.example");
        client.say("DATA", "354");
        client.say(zone.forgedMail() + ".", "550 5.7.20 DKIM");
        assertThat(taken).isEmpty();
    }

    private UUID domain(String name, boolean isEnabled, boolean isStrict) throws SQLException {
        UUID id = UUID.randomUUID();
        run(
                "INSERT INTO domains (id, domain_name, is_enabled, reject_spf_fail, reject_dkim_fail) VALUES (?, ?, ?, ?, ?)",
                id,
                name,
                isEnabled,
                isStrict,
                isStrict);
        for (String localPart : List.of("user", "off")) {
            run(
                    "INSERT INTO recipients (id, domain_id, local_part, webhook_url, is_enabled) VALUES (?, ?, ?, ?, ?)",
                    UUID.randomUUID(),
                    id,
                    localPart,
                    "https://example.net/" + name,
                    localPart.equals("user"));
        }
        return id;
    }

    private void run(String sql, Object... values) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
