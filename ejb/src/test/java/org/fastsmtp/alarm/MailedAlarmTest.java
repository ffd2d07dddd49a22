package org.fastsmtp.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.json.Json;
import jakarta.mail.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.fastsmtp.MovingClock;
import org.fastsmtp.schema.TestDatabase;
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

/** Alarms by mail, to a mail server on loopback. */
class MailedAlarmTest {
    private final List<String> mails = new CopyOnWriteArrayList<>();
    private final Properties properties = new Properties();
    private final MovingClock clock = new MovingClock();
    private final AlarmRows rows = new AlarmRows(TestDatabase.fresh(), clock);
    private final AlarmNotifier notifier = new AlarmNotifier();
    private volatile Optional<Reply> refusal = Optional.empty();
    private SmtpListener server;

    @BeforeEach
    void listen() throws IOException {
        SmtpSettings standard = SmtpSettings.defaults();
        server = new SmtpListener(
                new SmtpSettings(
                        new SmtpSettings.Ports("127.0.0.1", 0, -1),
                        "mx.example.net",
                        "FastSMTP",
                        false,
                        Optional.empty(),
                        standard.content(),
                        standard.sessions(),
                        LimitSettings.none(),
                        NetworkSet.NONE,
                        Duration.ZERO),
                Optional.empty(),
                new Refusing(),
                this::take,
                Clock.systemUTC());
        server.start();
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", String.valueOf(server.getPort()));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void an_alarm_arrives_with_its_details_and_its_id() {
        Alarm alarm = alarm("endpoint https://example.com/hook: gönt");

        assertThat(channel("ops@example.com, night@example.com").send(alarm)).isTrue();

        assertThat(mails).hasSize(1);
        assertThat(header(mails.get(0)))
                .contains(
                        "From: fastsmtp@example.com",
                        "To: ops@example.com, night@example.com",
                        "Date: ",
                        "Message-ID: <" + alarm.id() + "@fastsmtp>",
                        "Auto-Submitted: auto-generated",
                        "Subject: =?UTF-8?Q?FastSMTP:_endpoint_https://example.com/hook:_g=C3=B6nt?=\r\n");
        assertThat(body(mails.get(0))).isEqualTo("{\"event\":\"breaker.open\"}");
    }

    @Test
    void a_subject_adds_no_header() {
        Alarm alarm = alarm("certificate\r\nBcc: thief@example.com\r\n\r\nbody\u0085\u2028and\0more");

        assertThat(channel("ops@example.com").send(alarm)).isTrue();

        assertThat(alarm.subject()).isEqualTo("certificate Bcc: thief@example.com body and more");
        assertThat(header(mails.get(0)))
                .containsPattern("\r\nSubject: FastSMTP: certificate Bcc: thief@example.com body and\r?\n? more\r\n")
                .doesNotContain("\r\nBcc:");
        assertThat(body(mails.get(0))).isEqualTo("{\"event\":\"breaker.open\"}");
    }

    @Test
    @DisplayName("finding 23: an alarm that the mail server refuses is not lost, and told once by the other ways")
    void what_is_refused_is_tried_again() throws Exception {
        Alarms alarms = alarms();
        Alarm alarm = alarm("breaker");
        rows.insert(alarm);

        refusal = Optional.of(new Reply(451, "4.3.0", "later"));
        sendDue(alarms);
        sendDue(alarms);
        refusal = Optional.of(new Reply(550, "5.7.1", "never"));
        clock.advance(Duration.ofSeconds(11));
        sendDue(alarms);
        assertThat(mails).isEmpty();
        assertThat(rows.waiting(alarm.id()).orElseThrow().attempts()).isEqualTo(2);
        assertThat(notifier.getCount()).as("JMX need not wait for mail").isEqualTo(1);

        refusal = Optional.empty();
        clock.advance(Duration.ofMinutes(2));
        sendDue(alarms);
        clock.advance(Duration.ofDays(1));
        sendDue(alarms);

        assertThat(mails).hasSize(1);
        assertThat(header(mails.get(0))).contains("Message-ID: <" + alarm.id() + "@fastsmtp>");
        assertThat(notifier.getCount()).isEqualTo(1);
        assertThat(rows.waiting(alarm.id())).isEmpty();
    }

    @Test
    void an_alarm_that_one_of_two_can_have_is_sent_to_this_one() {
        assertThat(channel("nobody@example.com, ops@example.com").send(alarm("s")))
                .isTrue();

        assertThat(mails).hasSize(1);
        assertThat(channel("nobody@example.com").send(alarm("s"))).isFalse();
    }

    @Test
    void a_mail_server_that_is_away_or_hangs_holds_nobody() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            properties.put("mail.smtp.port", String.valueOf(closed.getLocalPort()));
        }
        assertThat(channel("ops@example.com").send(alarm("s"))).isFalse();

        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            properties.put("mail.smtp.port", String.valueOf(mute.getLocalPort()));
            properties.put("mail.smtp.timeout", "100");
            assertThat(channel("ops@example.com").send(alarm("s"))).isFalse();
        }
        assertThat(properties)
                .containsEntry("mail.smtp.connectiontimeout", "10000")
                .containsEntry("mail.smtp.timeout", "100")
                .containsEntry("mail.smtp.writetimeout", "10000");
    }

    private AlarmChannel channel(String to) {
        return new MailedAlarm(() -> Session.getInstance(properties), "fastsmtp@example.com", to);
    }

    private Alarms alarms() {
        return new Alarms(rows, List.of(channel("ops@example.com"), notifier), new SimpleMeterRegistry());
    }

    private void sendDue(Alarms alarms) throws SQLException {
        for (UUID id : rows.takeDue()) {
            alarms.send(id);
        }
    }

    private boolean take(Mail mail) {
        try (InputStream in = mail.content().open()) {
            mails.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Alarm alarm(String subject) {
        return Alarm.of(
                Alarm.Kind.BREAKER_OPEN,
                subject,
                Json.createObjectBuilder().add("event", "breaker.open").build(),
                clock.instant());
    }

    private static String header(String mail) {
        return mail.substring(0, mail.indexOf("\r\n\r\n") + 2);
    }

    private static String body(String mail) {
        return mail.substring(mail.indexOf("\r\n\r\n") + 4).strip();
    }

    private final class Refusing implements MailPolicy {
        @Override
        public Optional<Reply> recipient(Origin origin, Envelope envelope, EmailAddress recipient) {
            return recipient.localPart().equals("nobody")
                    ? Optional.of(new Reply(550, "5.1.1", "nobody not found"))
                    : Optional.empty();
        }

        @Override
        public Optional<Reply> data(Origin origin, Envelope envelope) {
            return refusal;
        }

        @Override
        public Optional<Reply> content(Mail mail) {
            return Optional.empty();
        }
    }
}
