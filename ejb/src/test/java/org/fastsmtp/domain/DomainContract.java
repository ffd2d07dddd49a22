package org.fastsmtp.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.fastsmtp.access.AlreadyExistsException;
import org.fastsmtp.access.Audit;
import org.fastsmtp.access.Caller;
import org.fastsmtp.access.Members;
import org.fastsmtp.schema.JpaDatabase;
import org.fastsmtp.settings.Secrets;
import org.fastsmtp.smtp.DomainName;
import org.fastsmtp.smtp.InvalidDomainNameException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Domains and recipients over a real database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DomainContract {
    private static final Caller ROOT = Caller.root("192.0.2.1");
    private static final DomainFlags INHERIT =
            new DomainFlags(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private final Clock clock = Clock.systemUTC();
    private DataSource database;
    private Audit audit;
    private JpaDatabase rows;
    private int next;

    abstract DataSource database();

    @BeforeAll
    void map() {
        database = database();
        audit = new Audit(database);
        rows = new JpaDatabase(database, DomainRow.class, RecipientRow.class);
    }

    @AfterAll
    void close() {
        rows.close();
    }

    @Test
    @DisplayName("finding 9: both spellings of a name are one domain")
    void a_name_is_used_once_in_whatever_spelling() {
        domains(domains -> domains.create(ROOT, name("Тест.example"), INHERIT));

        assertThatThrownBy(() -> domains(domains -> domains.create(ROOT, name("xn--e1aybc.EXAMPLE"), INHERIT)))
                .isInstanceOf(AlreadyExistsException.class);
    }

    @Test
    @DisplayName("finding 8: a deleted domain is gone with its recipients, and its name is free")
    void deletes_a_domain_softly() {
        Domain domain = domain();
        Recipient bob = recipient(domain, "bob");
        long version = routing();

        domains(domains -> domains.delete(ROOT, domain.id()));

        assertThat(routing()).isGreaterThan(version);
        assertThat(this.<Optional<Domain>>domains(domains -> domains.find(domain.id())))
                .isEmpty();
        assertThat(this.<Optional<Recipient>>recipients(recipients -> recipients.find(domain.id(), bob.id())))
                .isEmpty();
        assertThat(rows.number("SELECT COUNT(*) FROM recipients WHERE id = ? AND deleted_at IS NOT NULL", bob.id()))
                .isOne();
        assertThat(domains(domains -> domains.create(ROOT, name(domain.name()), INHERIT))
                        .id())
                .isNotEqualTo(domain.id());
    }

    @Test
    void what_waits_or_is_held_is_cancelled_with_its_recipient_or_its_domain() throws SQLException {
        Domain domain = domain();
        Recipient bob = recipient(domain, "bob");
        Recipient eve = recipient(domain, "eve");
        for (Recipient recipient : List.of(bob, eve)) {
            for (String status : List.of("pending", "failed", "quarantined", "delivered", "dropped")) {
                delivery(domain.id(), recipient.id(), status);
            }
        }

        recipients(recipients -> recipients.delete(ROOT, domain.id(), bob.id()));

        assertThat(cancelled(bob, "the recipient was deleted")).isEqualTo(3);
        assertThat(cancelled(eve, "%")).isZero();

        domains(domains -> domains.delete(ROOT, domain.id()));

        assertThat(cancelled(eve, "the domain was deleted")).isEqualTo(3);
        assertThat(cancelled(bob, "the recipient was deleted")).isEqualTo(3);
    }

    private long cancelled(Recipient recipient, String why) {
        return rows.number(
                "SELECT COUNT(*) FROM delivery_log WHERE recipient_id = ? AND status = 'cancelled' AND last_error LIKE ?"
                        + " AND finished_at IS NOT NULL AND next_retry_at IS NULL",
                recipient.id(),
                why);
    }

    private void delivery(UUID domain, UUID recipient, String status) throws SQLException {
        UUID mail = UUID.randomUUID();
        boolean isFinal = List.of("delivered", "dropped").contains(status);
        try (Connection connection = database.getConnection();
                PreparedStatement mails = connection.prepareStatement(
                        "INSERT INTO mails (id, received_at, session_id, client_ip, helo, reverse_path, envelope_to, message_id,"
                                + " message_id_generated, size_octets, sha256, verdicts, head) VALUES (?, CURRENT_TIMESTAMP, 's',"
                                + " '127.0.0.1', 'h', '', '[]', '<a@b>', FALSE, 1, 'x', '{}', ?)");
                PreparedStatement deliveries = connection.prepareStatement(
                        "INSERT INTO delivery_log (id, mail_id, domain_id, recipient_id, message_id, recipient, webhook_url, endpoint,"
                                + " payload_hash, status, instance_id, decision, next_retry_at, finished_at)"
                                + " VALUES (?, ?, ?, ?, '<a@b>', 'r', 'https://x/', 'x', 'x', ?, 'i', '{}', "
                                + (isFinal ? "NULL, CURRENT_TIMESTAMP)" : "CURRENT_TIMESTAMP, NULL)"))) {
            mails.setObject(1, mail);
            mails.setBytes(2, new byte[1]);
            mails.executeUpdate();
            deliveries.setObject(1, UUID.randomUUID());
            deliveries.setObject(2, mail);
            deliveries.setObject(3, domain);
            deliveries.setObject(4, recipient);
            deliveries.setString(5, status);
            deliveries.executeUpdate();
        }
    }

    @Test
    void shows_superusers_all_domains_and_others_none_of_which_they_are_no_member() {
        Domain domain = domain();
        Caller stranger =
                new Caller(UUID.randomUUID(), "s", false, Optional.empty(), Optional.empty(), Set.of(), "192.0.2.1");

        assertThat(this.<List<Domain>>domains(domains -> domains.list(ROOT))).contains(domain);
        assertThat(this.<List<Domain>>domains(domains -> domains.list(stranger)))
                .isEmpty();
    }

    @Test
    void changes_only_what_is_different_and_moves_the_routing_only_then() {
        Domain domain = domain();
        long version = routing();

        domains(domains -> domains.update(ROOT, domain.id(), same -> same));
        assertThat(routing()).isEqualTo(version);

        assertThat(domains(domains -> domains.update(ROOT, domain.id(), same -> same.with(false, same.flags())))
                        .orElseThrow()
                        .isEnabled())
                .isFalse();
        assertThat(routing()).isEqualTo(version + 1);
    }

    @Test
    @DisplayName("finding 11: one recipient for a local part in whatever case, one catch-all")
    void a_local_part_is_used_once() {
        Domain domain = domain();
        recipient(domain, "Bob");
        recipient(domain, "*");

        assertThatThrownBy(() -> recipient(domain, "bOB"))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageContaining("already exists");
        assertThatThrownBy(() -> recipient(domain, ""))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageContaining("catch-all");
        assertThat(this.<List<Recipient>>recipients(recipients -> recipients.list(domain.id())))
                .extracting(recipient -> recipient.content().localPart().orElse("*"))
                .containsExactly("Bob", "*");
    }

    @Test
    void keeps_secrets_sealed_and_out_of_the_audit_log() {
        Domain domain = domain();
        Recipient bob = recipient(domain, "bob");

        assertThat(recipients(recipients -> recipients.find(domain.id(), bob.id()))
                        .orElseThrow()
                        .content()
                        .headers())
                .containsEntry("Authorization", "Bearer s3cret");
        assertThat(rows.number(
                        "SELECT COUNT(*) FROM recipients WHERE CAST(webhook_headers AS VARCHAR(2000)) LIKE '%s3cret%'"))
                .isZero();
        assertThat(audit.list(new Audit.Search(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("recipient"),
                        Optional.of(domain.id()),
                        10,
                        0)))
                .hasSize(1)
                .allSatisfy(entry -> assertThat(entry.toString())
                        .contains("Authorization")
                        .doesNotContain("s3cret")
                        .doesNotContain("token"));
    }

    @Test
    void finds_no_recipient_through_another_domain() {
        Domain mine = domain();
        Domain theirs = domain();
        Recipient bob = recipient(theirs, "bob");

        assertThat(this.<Optional<Recipient>>recipients(recipients -> recipients.find(mine.id(), bob.id())))
                .isEmpty();
        assertThat(this.<Optional<Recipient>>recipients(recipients -> recipients.delete(ROOT, mine.id(), bob.id())))
                .isEmpty();
        assertThat(this.<Optional<Recipient>>recipients(recipients -> recipients.delete(ROOT, theirs.id(), bob.id())))
                .isPresent();
    }

    private Domain domain() {
        next++;
        String name = "d" + next + ".example.com";
        return domains(domains -> domains.create(ROOT, name(name), INHERIT));
    }

    private Recipient recipient(Domain domain, String localPart) {
        RecipientDraft draft = new RecipientDraft(
                Optional.of(localPart),
                "https://example.com/hook?token=1",
                Map.of("Authorization", "Bearer s3cret"),
                true,
                RecipientLimits.NONE);
        return recipients(recipients -> recipients.create(ROOT, domain.id(), draft, new SecretChange.Keep()));
    }

    private long routing() {
        return rows.number("SELECT version FROM changes WHERE topic = 'routing'");
    }

    private static DomainName name(String text) {
        try {
            return DomainName.parse(text);
        } catch (InvalidDomainNameException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private <T> T domains(Function<Domains, T> work) {
        return rows.call(entities -> work.apply(new Domains(audit, new NoMembers(audit), clock, entities)));
    }

    private <T> T recipients(Function<Recipients, T> work) {
        return rows.call(entities -> work.apply(recipients(entities)));
    }

    private Recipients recipients(EntityManager entities) {
        return new Recipients(audit, clock, new Secrets("a master key of the tests"), entities);
    }

    /** Memberships are the business of {@code access}; nobody here has one. */
    private static final class NoMembers extends Members {
        NoMembers(Audit audit) {
            super(audit);
        }

        @Override
        public List<UUID> domainsOf(UUID userId) {
            return List.of();
        }
    }
}
