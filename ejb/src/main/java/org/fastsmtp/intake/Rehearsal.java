package org.fastsmtp.intake;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.fastsmtp.archive.MailRows;
import org.fastsmtp.authentication.Verdicts;
import org.fastsmtp.json.Json;
import org.fastsmtp.message.Message;
import org.fastsmtp.message.MessageParser;
import org.fastsmtp.rule.CompiledRules;
import org.fastsmtp.rule.Decision;
import org.fastsmtp.rule.Explanation;
import org.fastsmtp.rule.Facts;
import org.fastsmtp.rule.RuleBook;
import org.fastsmtp.rule.RuleFailure;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;
import org.fastsmtp.smtp.Content;
import org.fastsmtp.smtp.EmailAddress;
import org.fastsmtp.smtp.Envelope;
import org.fastsmtp.smtp.InvalidAddressException;
import org.fastsmtp.smtp.Mail;
import org.fastsmtp.smtp.Origin;
import org.fastsmtp.smtp.ReversePath;

/** Tries the rules of a domain on a mail: what would be decided and why, with the very code that decides, and without any effect. */
@ApplicationScoped
public class Rehearsal {
    private static final String STORED = """
            SELECT m.id, m.client_ip, m.helo, m.reverse_path, m.envelope_to, m.verdicts, m.size_octets, m.head
              FROM delivery_log d JOIN mails m ON m.id = d.mail_id WHERE d.id = ? AND d.domain_id = ?""";

    private static final String NAME = "SELECT domain_name FROM domains WHERE id = ?";

    private final DataSource database;
    private final MessageParser parser;
    private final RuleBook rules;
    private final int bodyCharacters;

    protected Rehearsal() {
        this.database = null;
        this.parser = null;
        this.rules = null;
        this.bodyCharacters = 0;
    }

    @Inject
    public Rehearsal(DataSource database, MessageParser parser, RuleBook rules, Settings settings) {
        this.database = database;
        this.parser = parser;
        this.rules = rules;
        this.bodyCharacters = settings.get(Setting.RULES_MAX_BODY_SIZE);
    }

    /**
     * A mail that was never received.
     *
     * @param octets content as after DATA
     */
    public record Sample(
            byte[] octets, InetAddress client, String reversePath, List<String> envelopeTo, Verdicts verdicts) {}

    /**
     * @param decision empty when a rule that the mail needs cannot be evaluated
     * @param failure then why: the mail would be held
     */
    public record Outcome(Optional<Decision> decision, Optional<String> failure, List<Explanation> rules) {}

    public Outcome of(UUID domainId, Sample sample) throws SQLException {
        return of(domainId, UUID.randomUUID(), sample, new Bytes(sample.octets()));
    }

    /** The mail of a delivery; empty when the domain has no such delivery. */
    public Optional<Outcome> ofDelivery(UUID domainId, UUID deliveryId) throws SQLException {
        UUID mailId;
        Sample sample;
        Content content;
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(STORED)) {
            select.setObject(1, deliveryId);
            select.setObject(2, domainId);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                mailId = row.getObject(1, UUID.class);
                // An address as text: nothing is resolved.
                InetAddress client = InetAddress.getByName(row.getString(2));
                Verdicts verdicts = Verdicts.fromJson(reader(row.getString(6)).readObject());
                sample = new Sample(new byte[0], client, row.getString(4), texts(row.getString(5)), verdicts);
                content = new MailRows(database).content(mailId, row.getLong(7), row.getBytes(8));
            }
        } catch (java.net.UnknownHostException e) {
            throw new SQLException(e);
        }
        return Optional.of(of(domainId, mailId, sample, content));
    }

    private Outcome of(UUID domainId, UUID mailId, Sample sample, Content content) throws SQLException {
        Mail mail = new Mail(
                mailId,
                Instant.EPOCH,
                new Origin("rehearsal", sample.client(), 0, "", Optional.empty(), Instant.EPOCH),
                new Envelope(
                        new ReversePath(sample.reversePath()),
                        sample.envelopeTo().stream().map(Rehearsal::address).toList(),
                        false,
                        false),
                content);
        try {
            Message message = parser.parse(content, mailId);
            Facts facts = new MessageFacts(mail, message, sample.verdicts(), nameOf(domainId), bodyCharacters);
            CompiledRules compiled = rules.latest(domainId);
            List<Explanation> explanations = compiled.explain(facts);
            try {
                return new Outcome(Optional.of(compiled.evaluate(facts)), Optional.empty(), explanations);
            } catch (RuleFailure e) {
                return new Outcome(Optional.empty(), Optional.of(e.getMessage()), explanations);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String nameOf(UUID domainId) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(NAME)) {
            select.setObject(1, domainId);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getString(1) : "";
            }
        }
    }

    private static EmailAddress address(String text) {
        try {
            return EmailAddress.parse(text);
        } catch (InvalidAddressException e) {
            // Nobody's address: no domain's rules see it.
            return new EmailAddress(text, text, "");
        }
    }

    private static List<String> texts(String json) {
        return reader(json).readArray().getValuesAs(JsonString::getString);
    }

    private static JsonReader reader(String json) {
        return Json.createReader(new StringReader(json));
    }

    /** What was sent with the request. */
    private record Bytes(byte[] octets) implements Content {
        @Override
        public long size() {
            return octets.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(octets);
        }
    }
}
