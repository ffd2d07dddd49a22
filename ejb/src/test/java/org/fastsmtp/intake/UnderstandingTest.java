package org.fastsmtp.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.fastsmtp.delivery.Ticket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnderstandingTest {
    @TempDir
    Path data;

    private IntakeFixture intake;

    @BeforeEach
    void open() {
        intake = new IntakeFixture(data);
    }

    @Test
    @DisplayName("finding 5: a rule that cannot be evaluated holds the mail and raises an alarm with it, others go on")
    void a_broken_rule_holds_its_domains_mail_with_an_alarm() throws Exception {
        UUID rule = intake.rule(intake.domain, "subject", "regex", "(?<=a)b", "drop");

        assertThat(intake.understand(IntakeFixture.MAIL, "bob@example.com", "bob@example.org"))
                .hasSize(1);

        assertThat(intake.texts("SELECT status FROM delivery_log ORDER BY recipient"))
                .containsExactly("quarantined", "pending");
        assertThat(intake.texts("SELECT last_error FROM delivery_log WHERE status = 'quarantined'"))
                .containsExactly("held: rule " + rule + " cannot be evaluated");
        assertThat(intake.texts("SELECT kind FROM alarms")).containsExactly("rule.failed");
        assertThat(intake.texts("SELECT details FROM alarms").get(0))
                .contains(rule.toString(), intake.domain.toString(), "look-behind");
        assertThat(intake.count("fastsmtp.rules.failures")).isEqualTo(1);
    }

    @Test
    void the_alarm_comes_once_an_hour_however_many_mails_are_held() throws Exception {
        intake.rule(intake.domain, "subject", "regex", "(", "drop");

        for (int i = 0; i < 5; i++) {
            intake.understand(IntakeFixture.MAIL, "bob@example.com");
            intake.advance(RuleAlarms.SILENCE.dividedBy(4));
        }

        assertThat(intake.texts("SELECT id FROM alarms")).hasSize(2);
        assertThat(intake.count("fastsmtp.rules.failures")).isEqualTo(5);
    }

    @Test
    void no_alarm_is_told_of_a_mail_that_could_not_be_stored() throws Exception {
        intake.rule(intake.domain, "subject", "regex", "(", "drop");
        intake.update("ALTER TABLE mails RENAME TO away");
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> intake.understand(IntakeFixture.MAIL, "bob@example.com"))
                .isInstanceOf(java.sql.SQLException.class);
        intake.update("ALTER TABLE away RENAME TO mails");
        assertThat(intake.texts("SELECT id FROM alarms")).isEmpty();
        assertThat(intake.count("fastsmtp.auth.results", "type", "spf", "result", "none"))
                .isZero();

        intake.understand(IntakeFixture.MAIL, "bob@example.com");
        assertThat(intake.texts("SELECT id FROM alarms")).hasSize(1);
    }

    @Test
    void a_mail_that_comes_again_after_a_crash_adds_and_counts_nothing() throws Exception {
        UUID id = UUID.randomUUID();
        intake.understand(id, IntakeFixture.MAIL, "bob@example.com");
        intake.understand(id, IntakeFixture.MAIL, "bob@example.com");

        assertThat(intake.texts("SELECT id FROM delivery_log")).hasSize(1);
        assertThat(intake.count("fastsmtp.auth.results", "type", "dkim", "result", "none"))
                .isEqualTo(1);
    }

    @Test
    void verdicts_and_dropped_mails_are_counted_under_the_contracts_names() throws Exception {
        intake.rule(intake.domain, "subject", "contains", "grüße", "drop");

        intake.understand(IntakeFixture.MAIL, "bob@example.com", "bob@example.org");
        assertThat(intake.count("fastsmtp.smtp.messages", "result", "dropped")).isZero();
        assertThat(intake.understand(IntakeFixture.MAIL, "bob@example.com")).isEmpty();

        assertThat(intake.count("fastsmtp.smtp.messages", "result", "dropped")).isEqualTo(1);
        assertThat(intake.count("fastsmtp.auth.results", "type", "spf", "result", "none"))
                .isEqualTo(2);
        assertThat(intake.count("fastsmtp.auth.results", "type", "dkim", "result", "none"))
                .isEqualTo(2);
        assertThat(intake.count("fastsmtp.rules.regex.timeouts")).isZero();
    }

    @Test
    @DisplayName(
            "finding 12: 100 recipients in three domains, with repeats and aliases, make one delivery each of one content")
    void one_delivery_for_each_distinct_recipient() throws Exception {
        List<String> given = new ArrayList<>();
        List<String> wanted = new ArrayList<>();
        intake.domain("example.net");
        for (String name : List.of("example.com", "example.org", "example.net")) {
            for (int i = 0; i < 33; i++) {
                String user = "user" + i;
                intake.update(
                        "INSERT INTO recipients (id, domain_id, local_part, webhook_url)"
                                + " SELECT ?, id, ?, 'https://hook.example/' FROM domains WHERE domain_name = ?",
                        UUID.randomUUID(),
                        user,
                        name);
                wanted.add(user + "@" + name);
                given.addAll(List.of(
                        user + "@" + name, "USER" + i + "+tag@" + name, user + "@" + name.toUpperCase(Locale.ROOT)));
            }
        }
        given.addAll(List.of("bob@example.com", "bob@example.com"));
        wanted.add("bob@example.com");

        List<Ticket> tickets = intake.understand(IntakeFixture.MAIL, given.toArray(String[]::new));

        assertThat(tickets).hasSize(100);
        assertThat(intake.texts("SELECT recipient FROM delivery_log")).containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(intake.texts("SELECT id FROM mails")).hasSize(1);
    }

    @Test
    @DisplayName(
            "finding 1: a recipient that vanished between RCPT and the queue has a cancelled delivery that says so, once")
    void a_vanished_recipient_is_visible() throws Exception {
        List<Ticket> tickets = intake.understand(
                IntakeFixture.MAIL, "gone@example.com", "bob@example.com", "gone@example.com", "x@gone.example");

        assertThat(tickets).hasSize(1);
        assertThat(intake.texts(
                        "SELECT recipient || ' ' || status || ' ' || COALESCE(last_error, '') FROM delivery_log"))
                .hasSize(3)
                .contains("bob@example.com pending ")
                .anyMatch(row -> row.startsWith("gone@example.com cancelled the recipient "))
                .anyMatch(row -> row.startsWith("x@gone.example cancelled the "));
    }

    @ParameterizedTest(name = "global {0}, domain {1}, rule {2}: {3}")
    @CsvSource({
        "false, , false, false",
        "true, , false, true",
        "true, false, false, false",
        "false, true, false, true",
        "true, false, true, true",
        "false, , true, true"
    })
    void the_raw_mail_is_kept_by_rule_over_domain_over_global(
            boolean global, Boolean ofDomain, boolean ofRule, boolean kept, @TempDir Path other) throws Exception {
        IntakeFixture own = new IntakeFixture(
                other,
                Map.of(
                        "preserve_raw_message",
                        String.valueOf(global),
                        "s3_bucket",
                        "b",
                        "s3_access_key",
                        "a",
                        "s3_secret_key",
                        "s"));
        own.update("UPDATE domains SET preserve_raw_message = ? WHERE id = ?", ofDomain, own.domain);
        UUID rule = own.rule(own.domain, "subject", "contains", "grüße", "forward");
        own.update("UPDATE rules SET preserve_raw = ? WHERE id = ?", ofRule, rule);
        own.rules.invalidate(own.domain);

        own.understand(IntakeFixture.MAIL, "bob@example.com");

        assertThat(own.texts("SELECT decision FROM delivery_log").get(0)).contains("\"archive_raw\":" + kept);
    }
}
