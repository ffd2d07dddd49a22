package org.fastsmtp.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fastsmtp.authentication.Verdicts;
import org.fastsmtp.rule.Action;
import org.fastsmtp.rule.Explanation;
import org.fastsmtp.settings.Settings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
    @TempDir
    Path data;

    private IntakeFixture intake;
    private Rehearsal rehearsal;

    @BeforeEach
    void open() {
        intake = new IntakeFixture(data);
        rehearsal = new Rehearsal(intake.database, intake.parser, intake.rules, Settings.of(Map.of()));
    }

    private static Rehearsal.Sample sample(String... envelopeTo) {
        return new Rehearsal.Sample(
                IntakeFixture.MAIL.getBytes(StandardCharsets.UTF_8),
                InetAddress.getLoopbackAddress(),
                "a@example.net",
                List.of(envelopeTo),
                Verdicts.UNCHECKED);
    }

    @Test
    void a_raw_mail_is_decided_and_every_rule_explained_and_nothing_is_stored() throws Exception {
        UUID drop = intake.rule(intake.domain, "subject", "equals", "GRÜSSE", "drop");
        UUID hold = intake.rule(intake.domain, "subject", "contains", "grüße", "quarantine");

        Rehearsal.Outcome outcome = rehearsal.of(intake.domain, sample());

        assertThat(outcome.decision().orElseThrow().action()).isEqualTo(Action.QUARANTINE);
        assertThat(outcome.rules())
                .extracting(explanation -> explanation.rule().id(), Explanation::outcome, Explanation::valueSeen)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(drop, Explanation.Outcome.NOT_MATCHED, "Grüße"),
                        org.assertj.core.groups.Tuple.tuple(hold, Explanation.Outcome.MATCHED, "Grüße"));
        assertThat(intake.texts("SELECT id FROM mails")).isEmpty();
        assertThat(intake.texts("SELECT id FROM delivery_log")).isEmpty();
        assertThat(intake.texts("SELECT id FROM audit_log")).isEmpty();
    }

    @Test
    void the_mail_of_a_delivery_is_decided_as_it_was_when_it_came() throws Exception {
        intake.understand(IntakeFixture.MAIL, "bob@example.com", "bob@example.org");
        UUID delivery = UUID.fromString(intake.texts("SELECT id FROM delivery_log WHERE recipient = 'bob@example.com'")
                .get(0));
        intake.rule(intake.domain, "envelope_to", "contains", "example.org", "drop");
        intake.rule(intake.domain, "envelope_from", "equals", "a@example.net", "quarantine");

        Rehearsal.Outcome outcome =
                rehearsal.ofDelivery(intake.domain, delivery).orElseThrow();

        // The recipient of the other domain is not seen (finding 12).
        assertThat(outcome.decision().orElseThrow().action()).isEqualTo(Action.QUARANTINE);
        assertThat(rehearsal.ofDelivery(intake.other, delivery)).isEmpty();
        assertThat(rehearsal.ofDelivery(intake.domain, UUID.randomUUID())).isEmpty();
        assertThat(intake.texts("SELECT status FROM delivery_log")).containsOnly("pending");
    }

    @Test
    void a_rule_that_cannot_be_evaluated_is_said_and_raises_no_alarm() throws Exception {
        intake.rule(intake.domain, "subject", "regex", "(", "drop");

        Rehearsal.Outcome outcome = rehearsal.of(intake.domain, sample("bob@example.com"));

        assertThat(outcome.decision()).isEmpty();
        assertThat(outcome.failure().orElseThrow()).contains("cannot be evaluated");
        assertThat(outcome.rules()).extracting(Explanation::outcome).containsExactly(Explanation.Outcome.FAILED);
        assertThat(intake.texts("SELECT id FROM alarms")).isEmpty();
    }
}
