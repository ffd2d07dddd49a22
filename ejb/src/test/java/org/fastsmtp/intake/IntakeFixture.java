package org.fastsmtp.intake;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.fastsmtp.MovingClock;
import org.fastsmtp.archive.Archive;
import org.fastsmtp.authentication.Dns;
import org.fastsmtp.authentication.SenderAuthentication;
import org.fastsmtp.commit.GroupCommit;
import org.fastsmtp.delivery.DeliveryRows;
import org.fastsmtp.delivery.Ticket;
import org.fastsmtp.domain.Routing;
import org.fastsmtp.domain.RoutingFile;
import org.fastsmtp.domain.RoutingRows;
import org.fastsmtp.mail.QueuedMail;
import org.fastsmtp.mail.SpooledContent;
import org.fastsmtp.message.MessageLimits;
import org.fastsmtp.message.MessageParser;
import org.fastsmtp.rule.RuleBook;
import org.fastsmtp.rule.RuleRows;
import org.fastsmtp.schema.TestDatabase;
import org.fastsmtp.settings.Settings;
import org.fastsmtp.smtp.EmailAddress;
import org.fastsmtp.smtp.Envelope;
import org.fastsmtp.smtp.InvalidAddressException;
import org.fastsmtp.smtp.Mail;
import org.fastsmtp.smtp.Origin;
import org.fastsmtp.smtp.ReversePath;

/** The stage that understands mail, over a database with two domains; the clock stands until it is moved. */
final class IntakeFixture {
    static final String MAIL =
            "From: a@example.org\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <m@example.org>\r\n\r\nHello\r\n";

    final DataSource database = TestDatabase.fresh();
    final UUID domain = domain("example.com");
    final UUID other = domain("example.org");
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final RuleBook rules = new RuleBook(id -> RuleRows.load(database, id), RuleBook.DEFAULT_WEIGHT);
    private static final Duration WINDOW = Duration.ofMinutes(10);

    final MessageParser parser = new MessageParser(MessageLimits.DEFAULT);
    final Understanding understanding;
    final Reception reception;
    final Routing routing;
    private final Path data;
    final MovingClock clock = new MovingClock();

    IntakeFixture(Path data) {
        this(data, Map.of());
    }

    IntakeFixture(Path data, Map<String, String> more) {
        this(
                data,
                more,
                new Admission(new Admission.Bounds(Long.MAX_VALUE, Optional.empty(), Optional.empty(), false, 0)));
    }

    IntakeFixture(Path data, Admission admission) {
        this(data, Map.of(), admission);
    }

    private IntakeFixture(Path data, Map<String, String> more, Admission admission) {
        this.data = data;
        Map<String, String> given = new HashMap<>(
                Map.of("data_dir", data.toString(), "smtp_verify_spf", "false", "smtp_verify_dkim", "false"));
        given.putAll(more);
        Settings settings = Settings.of(given);
        routing = new Routing(new RoutingRows(database), new RoutingFile(data.resolve("routing")));
        SenderCheck senders = new SenderCheck(settings, routing, SenderAuthentication.of(settings, new NoDns(), clock));
        reception = new Reception(routing, admission, senders, url -> false, new IntakeMetrics(registry));
        RepeatMemory repeats = new RepeatMemory(database, WINDOW, clock, registry);
        Fingerprints fingerprints = new Fingerprints(repeats::isConfirmed, WINDOW, clock);
        understanding = new Understanding(
                settings,
                database,
                routing,
                parser,
                senders,
                rules,
                admission,
                new Archive(settings, database, Optional.empty(), clock),
                new GroupCommit<>(database, new IntakeRows(new DeliveryRows(clock), fingerprints)),
                new RuleAlarms(clock),
                new IntakeMetrics(registry),
                repeats,
                "node");
    }

    void advance(Duration by) {
        clock.advance(by);
    }

    UUID domain(String name) {
        UUID id = UUID.randomUUID();
        update("INSERT INTO domains (id, domain_name) VALUES (?, ?)", id, name);
        update(
                "INSERT INTO recipients (id, domain_id, local_part, webhook_url, webhook_headers) VALUES (?, ?, 'bob', ?, '{}')",
                UUID.randomUUID(),
                id,
                "https://" + name + "/hook");
        return id;
    }

    /** A rule as somebody might write it into the table; its id. */
    UUID rule(UUID ofDomain, String field, String operator, String value, String action) {
        UUID ruleset = UUID.randomUUID();
        UUID rule = UUID.randomUUID();
        update("INSERT INTO rulesets (id, domain_id, name) VALUES (?, ?, ?)", ruleset, ofDomain, "r" + ruleset);
        update(
                "INSERT INTO rules (id, ruleset_id, \"order\", field, operator, value, action) VALUES (?, ?, 0, ?, ?, ?, ?)",
                rule,
                ruleset,
                field,
                operator,
                value,
                action);
        rules.changed(ofDomain);
        return rule;
    }

    List<Ticket> understand(String content, String... recipients)
            throws IOException, SQLException, InvalidAddressException {
        return understand(UUID.randomUUID(), content, recipients);
    }

    List<Ticket> understand(UUID id, String content, String... recipients)
            throws IOException, SQLException, InvalidAddressException {
        routing.refresh();
        List<EmailAddress> addresses = new ArrayList<>();
        for (String recipient : recipients) {
            addresses.add(EmailAddress.parse(recipient));
        }
        Mail mail = new Mail(
                id,
                clock.instant(),
                new Origin(
                        "s", InetAddress.getLoopbackAddress(), 1, "mx.example.net", Optional.empty(), clock.instant()),
                new Envelope(new ReversePath("a@example.net"), addresses, false, false),
                new SampleContent(content.getBytes(StandardCharsets.UTF_8)));
        try (SpooledContent queued = queued(mail)) {
            return understanding.understand(queued);
        }
    }

    /** The mail as it waits on the queue. */
    SpooledContent queued(Mail mail) throws IOException {
        SpooledContent queued = new SpooledContent(data);
        try (InputStream octets = mail.content().open();
                OutputStream sink = queued.sink()) {
            sink.write(QueuedMail.header(mail));
            octets.transferTo(sink);
        }
        return queued;
    }

    void update(String sql, Object... values) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of each row, as text. */
    List<String> texts(String sql) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            List<String> found = new ArrayList<>();
            while (row.next()) {
                found.add(row.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    double count(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    private record SampleContent(byte[] octets) implements org.fastsmtp.smtp.Content {
        @Override
        public long size() {
            return octets.length;
        }

        @Override
        public java.io.InputStream open() {
            return new ByteArrayInputStream(octets);
        }
    }

    /** Checks are switched off: nobody asks it. */
    private static final class NoDns implements Dns {
        private static <T> CompletableFuture<Answer<T>> none() {
            return CompletableFuture.completedFuture(new TemporaryFailure<>("no resolver"));
        }

        @Override
        public CompletableFuture<Answer<String>> txt(String name) {
            return none();
        }

        @Override
        public CompletableFuture<Answer<InetAddress>> a(String name) {
            return none();
        }

        @Override
        public CompletableFuture<Answer<InetAddress>> aaaa(String name) {
            return none();
        }

        @Override
        public CompletableFuture<Answer<String>> mx(String name) {
            return none();
        }

        @Override
        public CompletableFuture<Answer<String>> ptr(InetAddress address) {
            return none();
        }
    }
}
