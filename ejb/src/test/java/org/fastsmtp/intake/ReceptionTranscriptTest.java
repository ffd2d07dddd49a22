package org.fastsmtp.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
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
import org.fastsmtp.smtp.EmailAddress;
import org.fastsmtp.smtp.Envelope;
import org.fastsmtp.smtp.Mail;
import org.fastsmtp.smtp.MailPolicy;
import org.fastsmtp.smtp.Origin;
import org.fastsmtp.smtp.Reply;
import org.fastsmtp.smtp.limit.LimitSettings;
import org.fastsmtp.smtp.limit.NetworkSet;
import org.fastsmtp.smtp.listener.SmtpListener;
import org.fastsmtp.smtp.listener.SmtpSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of CONTRACT section 2.2 that the application decides, as a client reads them; the others are in the adapter's ReplyTableTest. */
class ReceptionTranscriptTest {
    private static final long ROOMY = Long.MAX_VALUE;

    private final DataSource database = TestDatabase.fresh();
    private final Admission admission = new Admission(
            new Admission.Bounds(100, Optional.of(10), Optional.of(Duration.ofMinutes(15)), false, 1_000_000));
    private final TestZone zone = new TestZone();
    private final List<Mail> taken = new ArrayList<>();
    private Routing routing;
    private SmtpListener listener;
    private Socket socket;
    private BufferedReader in;
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
        listener = new SmtpListener(settings(), Optional.empty(), policy(reception), taken::add, Clock.systemUTC());
        listener.start();
        socket = new Socket(InetAddress.getLoopbackAddress(), listener.getPort());
        socket.setSoTimeout(20_000);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        assertThat(hear()).startsWith("220");
        say("EHLO client.example", "250");
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        listener.close();
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
        say("MAIL FROM:<a@example.org>", "250");
        say("RCPT TO:<" + address + ">", reply);
    }

    @Test
    @DisplayName("finding 27: with the database away from the start RCPT is 451, with a snapshot it goes on")
    void rcpt_while_the_database_is_down() throws Exception {
        say("MAIL FROM:<a@example.org>", "250");
        say("RCPT TO:<user@example.com>", "451 4.3.0 Recipients cannot be looked up now");
        routing.refresh();
        run("DROP ALL OBJECTS");
        say("RCPT TO:<user@example.com>", "250 2.1.5");
        say("RCPT TO:<nobody@example.com>", "550 5.1.1");
    }

    @Test
    @DisplayName("finding 25: a sick endpoint makes only its own recipients 451")
    void a_sick_endpoint() throws Exception {
        routing.refresh();
        sick = "https://example.net/example.com";
        say("MAIL FROM:<a@example.org>", "250");
        say("RCPT TO:<user@example.com>", "451 4.2.1");
        say("RCPT TO:<user@xn--e1aybc.com>", "250 2.1.5");
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
        envelope("a@example.org", "user@example.com");
        say("DATA", reply);
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
        envelope("a@forged.example", "user@strict.example");
        say("DATA", "354");
        say("Subject: x\r\n\r\nx\r\n.", "550 5.7.23 SPF");
        assertThat(taken).isEmpty();
        int asked = zone.asked();
        assertThat(asked).isPositive();
        envelope("a@forged.example", "user@example.com");
        say("DATA", "354");
        say("Subject: x\r\n\r\nx\r\n.", "250 2.6.0 Message accepted for delivery");
        assertThat(taken).hasSize(1);
        assertThat(zone.asked())
                .as("who rejects nothing is not kept waiting: the checks are made behind the queue")
                .isEqualTo(asked);
    }

    @Test
    void dkim_fail_is_550_where_the_domain_rejects() throws Exception {
        routing.refresh();
        envelope("", "user@strict.example");
        say("DATA", "354");
        say(zone.forgedMail() + ".", "550 5.7.20 DKIM");
        assertThat(taken).isEmpty();
    }

    private void envelope(String from, String to) throws IOException {
        say("MAIL FROM:<" + from + ">", "250");
        say("RCPT TO:<" + to + ">", "250");
    }

    private void say(String line, String reply) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        assertThat(hear()).startsWith(reply);
    }

    private String hear() throws IOException {
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
        return String.valueOf(line);
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

    private static SmtpSettings settings() {
        SmtpSettings standard = SmtpSettings.defaults();
        return new SmtpSettings(
                new SmtpSettings.Ports("127.0.0.1", 0, -1),
                "mx.example.net",
                "FastSMTP",
                false,
                Optional.empty(),
                standard.content(),
                standard.sessions(),
                LimitSettings.none(),
                NetworkSet.NONE,
                Duration.ZERO);
    }

    private static MailPolicy policy(Reception reception) {
        return new MailPolicy() {
            @Override
            public Optional<Reply> recipient(Origin origin, Envelope envelope, EmailAddress recipient) {
                return reception.recipient(recipient);
            }

            @Override
            public Optional<Reply> data(Origin origin, Envelope envelope) {
                return reception.data();
            }

            @Override
            public Optional<Reply> content(Mail mail) {
                return reception.content(mail);
            }
        };
    }
}
