package org.fastsmtp.intake;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.fastsmtp.alarm.Alarm;
import org.fastsmtp.archive.Archive;
import org.fastsmtp.archive.StoredMail;
import org.fastsmtp.archive.StoredObject;
import org.fastsmtp.authentication.Verdicts;
import org.fastsmtp.commit.GroupCommit;
import org.fastsmtp.delivery.DeliveryStatus;
import org.fastsmtp.delivery.NewDelivery;
import org.fastsmtp.delivery.StoredPayloads;
import org.fastsmtp.delivery.Ticket;
import org.fastsmtp.domain.RoutedDomain;
import org.fastsmtp.domain.Routing;
import org.fastsmtp.domain.RoutingTable;
import org.fastsmtp.json.Json;
import org.fastsmtp.mail.QueuedMail;
import org.fastsmtp.mail.SpooledContent;
import org.fastsmtp.message.Message;
import org.fastsmtp.message.MessageParser;
import org.fastsmtp.rule.Action;
import org.fastsmtp.rule.Decision;
import org.fastsmtp.rule.RuleBook;
import org.fastsmtp.rule.RuleFailure;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;
import org.fastsmtp.smtp.Content;
import org.fastsmtp.smtp.EmailAddress;
import org.fastsmtp.smtp.LogFields;
import org.fastsmtp.smtp.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a queued mail means: parsed, its sender judged, the rules of each receiving domain asked once, one delivery for each distinct
 * recipient, all of it stored in one database transaction. What was accepted at RCPT never vanishes here: a recipient that is gone
 * meanwhile gets a cancelled delivery that says so (finding 1).
 */
public class Understanding {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.intake");

    private final Settings settings;
    private final DataSource database;
    private final Routing routing;
    private final MessageParser parser;
    private final SenderCheck senders;
    private final RuleBook rules;
    private final Admission admission;
    private final Archive archive;
    private final GroupCommit<Understood> store;
    private final RuleAlarms alarms;
    private final IntakeMetrics metrics;
    private final RepeatMemory repeats;
    private final String instance;

    Understanding(
            Settings settings,
            DataSource database,
            Routing routing,
            MessageParser parser,
            SenderCheck senders,
            RuleBook rules,
            Admission admission,
            Archive archive,
            GroupCommit<Understood> store,
            RuleAlarms alarms,
            IntakeMetrics metrics,
            RepeatMemory repeats,
            String instance) {
        this.settings = Objects.requireNonNull(settings);
        this.database = Objects.requireNonNull(database);
        this.routing = Objects.requireNonNull(routing);
        this.parser = Objects.requireNonNull(parser);
        this.senders = Objects.requireNonNull(senders);
        this.rules = Objects.requireNonNull(rules);
        this.admission = Objects.requireNonNull(admission);
        this.archive = Objects.requireNonNull(archive);
        this.store = Objects.requireNonNull(store);
        this.alarms = Objects.requireNonNull(alarms);
        this.metrics = Objects.requireNonNull(metrics);
        this.repeats = Objects.requireNonNull(repeats);
        this.instance = Objects.requireNonNull(instance);
    }

    /**
     * @param body a message body of {@link QueuedMail}; the caller closes it
     * @return the tickets of the deliveries that may start; when it returns, the database has everything
     * @throws SQLException the database did not take it: the queue must keep the mail
     */
    public List<Ticket> understand(SpooledContent body) throws IOException, SQLException {
        try (InputStream size = body.open();
                InputStream header = body.open()) {
            Content content = body.from(QueuedMail.headerSize(size));
            return understand(QueuedMail.mail(QueuedMail.readHeader(header), content));
        }
    }

    private List<Ticket> understand(Mail mail) throws IOException, SQLException {
        RoutingTable table = routing.table().orElseThrow(() -> new SQLException("the routing table is not read yet"));
        Set<RoutedDomain> domains = senders.domains(mail);
        Verdicts verdicts = senders.check(mail, domains);
        Message message = parser.parse(mail.content(), mail.id());
        String digest = sha256(mail);
        StoredMail stored = stored(mail, message, verdicts, digest);
        Map<UUID, StoredObject> raw = new LinkedHashMap<>();
        Map<UUID, Judged> judged = new LinkedHashMap<>();
        List<NewDelivery> deliveries = deliveries(mail, message, verdicts, table, digest, stored, raw, judged);
        Understood understood = new Understood(
                stored, deliveries, List.copyOf(raw.values()), alarms(mail.id(), judged), mail.fingerprint());
        store(store, understood);
        if (understood.isConfirmed()) {
            repeats.written(mail.id());
        }
        if (understood.first().isPresent()) {
            UUID first = understood.first().get();
            LogFields.mail(mail.id(), () -> LOG.info("mail {} is a repeat of mail {}: no delivery", mail.id(), first));
            repeats.counted();
            return List.of();
        }
        if (understood.isAlreadyStored()) {
            LogFields.mail(mail.id(), () -> LOG.info("mail {} was understood before a stop: nothing added", mail.id()));
            return IntakeRows.anew(database, mail.id());
        }
        count(verdicts, understood, judged);
        List<Ticket> tickets = new ArrayList<>();
        for (NewDelivery delivery : understood.deliveries()) {
            LogFields.mail(
                    mail.id(),
                    () -> LogFields.delivery(
                            delivery.id(),
                            () -> LOG.info(
                                    "mail {} delivery {}: {}",
                                    mail.id(),
                                    delivery.id(),
                                    delivery.status().word())));
            if (delivery.status().isOpen()) {
                tickets.add(delivery.ticket());
            }
        }
        return tickets;
    }

    private List<Alarm> alarms(UUID mailId, Map<UUID, Judged> judged) {
        List<Alarm> found = new ArrayList<>();
        judged.forEach((domain, result) -> result.failure()
                .flatMap(failure -> alarms.of(mailId, domain, failure))
                .ifPresent(found::add));
        return found;
    }

    /** Of what is committed. */
    private void count(Verdicts verdicts, Understood understood, Map<UUID, Judged> judged) {
        metrics.judged(verdicts);
        if (understood.deliveries().stream().allMatch(delivery -> delivery.status() == DeliveryStatus.DROPPED)) {
            metrics.dropped();
        }
        for (Judged result : judged.values()) {
            result.failure().ifPresent(failure -> {
                metrics.ruleFailed();
                alarms.told(failure);
            });
        }
    }

    /** Where a unique row says no, somebody has stored this mail or its like at the same moment: a second look finds it. */
    static void store(GroupCommit<Understood> store, Understood understood) throws SQLException {
        try {
            store.commit(understood);
        } catch (SQLException e) {
            if (e.getSQLState() == null || !e.getSQLState().startsWith("23")) {
                throw e;
            }
            store.commit(understood);
        }
    }

    private List<NewDelivery> deliveries(
            Mail mail,
            Message message,
            Verdicts verdicts,
            RoutingTable table,
            String digest,
            StoredMail stored,
            Map<UUID, StoredObject> raw,
            Map<UUID, Judged> judged)
            throws IOException, SQLException {
        List<NewDelivery> deliveries = new ArrayList<>();
        Set<UUID> seen = new HashSet<>();
        Set<String> gone = new HashSet<>();
        for (EmailAddress address : mail.envelope().recipients()) {
            Optional<RoutedDomain> domain = table.domain(address.domain());
            Optional<RoutedDomain.Match> match = domain.flatMap(found -> found.match(address.localPart()));
            if (match.isEmpty()) {
                if (gone.add(address.text())) {
                    deliveries.add(vanished(mail, message, verdicts, address, domain, digest));
                }
            } else if (seen.add(match.get().route().recipientId())) {
                RoutedDomain found = domain.get();
                if (!judged.containsKey(found.id())) {
                    judged.put(found.id(), judge(mail, message, verdicts, found));
                }
                Judged result = judged.get(found.id());
                if (archivesRaw(result.decision(), found) && !raw.containsKey(found.id())) {
                    archive.raw(stored, found.id(), found.name()).ifPresent(object -> raw.put(found.id(), object));
                }
                deliveries.add(delivery(mail, message, verdicts, address, found, match.get(), result, digest));
            }
        }
        return deliveries;
    }

    /** Once for each mail and domain, whatever the number of its recipients. */
    private Judged judge(Mail mail, Message message, Verdicts verdicts, RoutedDomain domain) throws SQLException {
        try {
            Decision decision = rules.rulesOf(domain.id())
                    .evaluate(new MessageFacts(
                            mail, message, verdicts, domain.name(), settings.get(Setting.RULES_MAX_BODY_SIZE)));
            return new Judged(decision, Optional.empty());
        } catch (RuleFailure e) {
            LogFields.mail(
                    mail.id(),
                    () -> LOG.warn(
                            "SECURITY mail {} rule {}: cannot be evaluated, its deliveries are held",
                            mail.id(),
                            e.ruleId()));
            return new Judged(Decision.forward(0), Optional.of(e));
        }
    }

    private NewDelivery delivery(
            Mail mail,
            Message message,
            Verdicts verdicts,
            EmailAddress address,
            RoutedDomain domain,
            RoutedDomain.Match match,
            Judged judged,
            String digest) {
        Decision decision = judged.decision();
        DeliveryStatus status = status(decision, judged);
        Optional<String> reason =
                judged.failure().map(failure -> "held: rule " + failure.ruleId() + " cannot be evaluated");
        if (reason.isEmpty() && status == DeliveryStatus.QUARANTINED && decision.action() != Action.QUARANTINE) {
            reason = Optional.of("held: too many deliveries were waiting");
        }
        return new NewDelivery(
                UUID.randomUUID(),
                mail.id(),
                Optional.of(domain.id()),
                Optional.of(match.route().recipientId()),
                message.messageId(),
                address.text(),
                decision.webhookUrlOverride().orElse(match.route().webhookUrl()),
                decision.webhookUrlOverride().isPresent(),
                digest,
                status,
                reason,
                instance,
                senders.verifiesDkim(domain) ? verdicts.dkimResult() : "none",
                senders.verifiesSpf(domain) ? verdicts.spfResult() : "none",
                Json.createObjectBuilder(decision.toJson())
                        .add(StoredPayloads.ARCHIVE_RAW, archivesRaw(decision, domain))
                        .add("matched_by", match.how().name().toLowerCase(java.util.Locale.ROOT))
                        .build()
                        .toString());
    }

    /** Rule over domain over global (CONTRACT section 3.5); also of what is held or dropped. */
    private boolean archivesRaw(Decision decision, RoutedDomain domain) {
        return decision.preserveRaw()
                || domain.preserveRawMessage().orElseGet(() -> settings.get(Setting.PRESERVE_RAW_MESSAGE));
    }

    private DeliveryStatus status(Decision decision, Judged judged) {
        if (judged.failure().isPresent()) {
            return DeliveryStatus.QUARANTINED;
        }
        return switch (decision.action()) {
            case DROP -> DeliveryStatus.DROPPED;
            case QUARANTINE -> DeliveryStatus.QUARANTINED;
            case FORWARD, TAG -> admission.isHolding() ? DeliveryStatus.QUARANTINED : DeliveryStatus.PENDING;
        };
    }

    private NewDelivery vanished(
            Mail mail,
            Message message,
            Verdicts verdicts,
            EmailAddress address,
            Optional<RoutedDomain> domain,
            String digest) {
        return new NewDelivery(
                UUID.randomUUID(),
                mail.id(),
                domain.map(RoutedDomain::id),
                Optional.empty(),
                message.messageId(),
                address.text(),
                "",
                false,
                digest,
                DeliveryStatus.CANCELLED,
                Optional.of("the recipient was removed after it had been accepted"),
                instance,
                verdicts.dkimResult(),
                verdicts.spfResult(),
                Decision.forward(0).toJson().toString());
    }

    private static StoredMail stored(Mail mail, Message message, Verdicts verdicts, String digest) {
        return new StoredMail(
                mail.id(),
                mail.receivedAt(),
                mail.origin().session(),
                mail.origin().address().getHostAddress(),
                mail.origin().helo(),
                mail.origin().tls().map(tls -> tls.protocol() + " " + tls.cipherSuite()),
                mail.envelope().reversePath().text(),
                mail.envelope().recipients().stream().map(EmailAddress::text).toList(),
                message.messageId(),
                message.messageIdGenerated(),
                digest,
                verdicts.toJson().toString(),
                mail.content());
    }

    private static String sha256(Mail mail) throws IOException {
        try (InputStream octets = mail.content().open()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[8192];
            for (int count = octets.read(buffer); count >= 0; count = octets.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** @param failure present when a rule could not be evaluated: the deliveries are held, neither sent nor dropped */
    private record Judged(Decision decision, Optional<RuleFailure> failure) {}
}
