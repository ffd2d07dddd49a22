package org.fastsmtp.smtp.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.fastsmtp.smtp.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("finding 26: a 250 that was lost")
class LostReplyTest {
    private static final String MAIL = "Message-ID: <one@example.com>\r\n\r\nhello\r\n.\r\n";

    private Fixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new Fixture();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void a_thousand_cuts_after_the_final_dot_make_a_thousand_mails() throws Exception {
        for (int i = 0; i < 1000; i++) {
            String mail = MAIL.replace("one@", i + "@");
            try (Transcript client = fixture.connect()) {
                client.hello()
                        .envelope("a@example.com", "b@example.org")
                        .send("DATA")
                        .expect("354");
                client.raw(mail);
                int done = i + 1;
                Awaitility.await()
                        .pollInterval(1, TimeUnit.MILLISECONDS)
                        .pollDelay(0, TimeUnit.MILLISECONDS)
                        .until(() -> fixture.taken.size() == done);
            }
            again(mail, "b@example.org");
        }
        assertThat(fixture.taken).hasSize(1000);
        assertThat(fixture.listener.getMailsRepeated()).isEqualTo(1000);
        assertThat(fixture.listener.getUnconfirmed()).isZero();
    }

    @Test
    void the_application_hears_of_repeats_and_of_what_was_read() throws Exception {
        lost(MAIL);
        assertThat(fixture.rows.news).isEmpty();
        again(MAIL, "b@example.org");
        Mail first = fixture.taken.get(0).mail();
        String which = first.id() + " " + first.fingerprint().orElseThrow();
        assertThat(fixture.rows.news).containsExactly("repeated " + which, "confirmed " + which);
        again("Subject: x\r\n\r\nhello\r\n.\r\n", "b@example.org");
        assertThat(fixture.taken.get(1).mail().fingerprint()).isEmpty();
        assertThat(fixture.rows.news).hasSize(2);
    }

    @Test
    void a_confirmed_mail_may_be_sent_again() throws Exception {
        again(MAIL, "b@example.org");
        again(MAIL, "b@example.org");
        assertThat(fixture.taken).hasSize(2);
    }

    @Test
    void another_envelope_content_or_no_message_id_is_another_mail() throws Exception {
        String anonymous = "Subject: x\r\n\r\nhello\r\n.\r\n";
        lost(MAIL);
        lost(anonymous);
        again(MAIL, "c@example.org");
        again(MAIL.replace("hello", "hallo"), "b@example.org");
        again(anonymous, "b@example.org");
        assertThat(fixture.taken).hasSize(5);
        again(MAIL, "b@example.org");
        assertThat(fixture.taken).hasSize(5);
    }

    @Test
    void a_repeat_during_the_transaction_waits_for_its_outcome() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        fixture.handover = mail -> {
            entered.countDown();
            return await(go);
        };
        try (Transcript first = fixture.connect();
                Transcript second = fixture.connect()) {
            first.hello()
                    .envelope("a@example.com", "b@example.org")
                    .send("DATA")
                    .expect("354")
                    .raw(MAIL);
            await(entered);
            second.hello()
                    .envelope("a@example.com", "b@example.org")
                    .send("DATA")
                    .expect("354")
                    .raw(MAIL);
            Awaitility.await().until(() -> fixture.listener.getSessionsByState().getOrDefault("HANDOVER", 0) == 2);
            go.countDown();
            first.expect("250 2.6.0");
            second.expect("250 2.6.0", "accepted");
        }
        assertThat(fixture.taken).hasSize(1);
    }

    @Test
    void after_a_failed_first_the_second_is_taken() throws Exception {
        fixture.handover = mail -> false;
        try (Transcript client = fixture.connect()) {
            client.hello()
                    .envelope("a@example.com", "b@example.org")
                    .send("DATA")
                    .expect("354");
            client.raw(MAIL).expect("451 4.3.0");
            fixture.handover = mail -> true;
            client.envelope("a@example.com", "b@example.org").send("DATA").expect("354");
            client.raw(MAIL).expect("250 2.6.0");
        }
        assertThat(fixture.taken).hasSize(1);
    }

    /** Sends the mail and goes away without a word. */
    private void lost(String mail) throws Exception {
        int before = fixture.taken.size();
        try (Transcript client = fixture.connect()) {
            client.hello()
                    .envelope("a@example.com", "b@example.org")
                    .send("DATA")
                    .expect("354")
                    .raw(mail);
            Awaitility.await().until(() -> fixture.taken.size() > before);
        }
        Awaitility.await().until(() -> fixture.listener.getSessions() == 0);
    }

    private void again(String mail, String recipient) throws Exception {
        try (Transcript client = fixture.connect()) {
            client.hello().envelope("a@example.com", recipient).send("DATA").expect("354");
            client.raw(mail).expect("250 2.6.0", "accepted");
            client.send("QUIT").expect("221").expectClosed();
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
