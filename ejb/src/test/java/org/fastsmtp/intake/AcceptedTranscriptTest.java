package org.fastsmtp.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.fastsmtp.mail.SpooledContent;
import org.fastsmtp.smtp.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows of CONTRACT section 2.2 whose reply is 250 and whose end comes after it: what the client reads, and what is stored then. Nothing that
 * was answered 250 is without a row.
 */
class AcceptedTranscriptTest {
    private static final String ACCEPTED = "250 2.6.0 Message accepted for delivery";

    private final Admission admission =
            new Admission(new Admission.Bounds(100, Optional.of(10), Optional.empty(), true, 0));
    private final List<SpooledContent> inbound = new CopyOnWriteArrayList<>();
    private IntakeFixture intake;
    private Dialogue client;

    @BeforeEach
    void listen(@TempDir Path data) throws Exception {
        intake = new IntakeFixture(data, admission);
        intake.routing.refresh();
        client = new Dialogue(intake.reception, this::take);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
    }

    @Test
    void stored_is_a_delivery_for_each_recipient() throws Exception {
        client.envelope("a@example.net", "bob@example.com", "bob@example.org", "BOB+x@example.com");
        client.say("DATA", "354");
        client.say(IntakeFixture.MAIL + ".", ACCEPTED);
        assertThat(rows()).containsExactly("bob@example.com pending", "bob@example.org pending");
    }

    @Test
    void nothing_stored_by_rules_is_a_dropped_row() throws Exception {
        intake.rule(intake.domain, "subject", "contains", "grüße", "drop");
        client.envelope("a@example.net", "bob@example.com");
        client.say("DATA", "354");
        client.say(IntakeFixture.MAIL + ".", ACCEPTED);
        assertThat(rows()).containsExactly("bob@example.com dropped");
    }

    @Test
    void nothing_stored_for_a_recipient_that_vanished_is_a_cancelled_row() throws Exception {
        client.envelope("a@example.net", "bob@example.com");
        client.say("DATA", "354");
        intake.update("UPDATE recipients SET deleted_at = CURRENT_TIMESTAMP WHERE domain_id = ?", intake.domain);
        intake.update("UPDATE changes SET version = version + 1 WHERE topic = 'routing'");
        intake.routing.refresh();
        client.say(IntakeFixture.MAIL + ".", ACCEPTED);
        assertThat(rows()).containsExactly("bob@example.com cancelled");
        assertThat(intake.texts("SELECT last_error FROM delivery_log"))
                .containsExactly("the recipient was removed after it had been accepted");
    }

    @Test
    void a_full_queue_with_the_action_drop_holds_the_mail() throws Exception {
        admission.measured(new Admission.Load(0, OptionalInt.of(10), Optional.empty(), Long.MAX_VALUE));
        client.envelope("a@example.net", "bob@example.com");
        client.say("DATA", "354");
        client.say(IntakeFixture.MAIL + ".", ACCEPTED);
        assertThat(rows()).containsExactly("bob@example.com quarantined");
        assertThat(intake.texts("SELECT last_error FROM delivery_log"))
                .containsExactly("held: too many deliveries were waiting");
        assertThat(intake.texts("SELECT id FROM mails")).hasSize(1);
    }

    /** No parser raises: what is no message is one without fields, or without what cannot be read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "no header at all",
                ": no name\r\n\u0000\u0001\r\n",
                "Content-Type: multipart/mixed\r\n\r\nno boundary\r\n",
                "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n",
                "Content-Type: ;;;==\r\nContent-Transfer-Encoding: none\r\n\r\nx\r\n",
                "Content-Type: text/plain; charset=no-such\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%\r\n",
                "Subject: =?no-such?Q?=ZZ?=\r\nDate: yesterday\r\nFrom: @@<<>,,\r\nMessage-ID: <<\r\n\r\nx\r\n"
            })
    void what_no_parser_understands_is_a_delivery_all_the_same(String content) throws Exception {
        client.envelope("a@example.net", "bob@example.com");
        client.say("DATA", "354");
        client.say(content + "\r\n.", ACCEPTED);
        assertThat(rows()).containsExactly("bob@example.com pending");
    }

    @Test
    void no_content_is_an_empty_mail_and_content_without_an_end_is_none() throws Exception {
        client.envelope("a@example.net", "bob@example.com");
        client.say("DATA", "354");
        client.say(".", ACCEPTED);
        assertThat(rows()).containsExactly("bob@example.com pending");
        client.envelope("a@example.net", "bob@example.com");
        client.say("DATA", "354");
        client.put("Subject: x\r\n\r\nhalf a ma".getBytes(StandardCharsets.US_ASCII));
        client.close();
        assertThat(inbound).isEmpty();
    }

    private boolean take(Mail mail) {
        try {
            inbound.add(intake.queued(mail));
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Recipient and status of each delivery, once all that is on the queue is understood. */
    private List<String> rows() throws Exception {
        for (SpooledContent mail : inbound) {
            try (mail) {
                intake.understanding.understand(mail);
            }
        }
        inbound.clear();
        return intake.texts("SELECT recipient || ' ' || status FROM delivery_log ORDER BY recipient, status");
    }
}
