package org.fastsmtp.smtp.listener;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** BDAT (RFC 3030). */
class ChunkTest {
    private Fixture fixture;
    private Transcript client;

    @BeforeEach
    void connect() throws Exception {
        fixture = new Fixture();
        client = fixture.connect();
        client.hello();
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        fixture.close();
    }

    @Test
    void chunks_are_joined_and_dots_are_content() throws Exception {
        client.envelope("a@example.com", "b@example.org");
        client.raw("BDAT 8\r\nA: b\r\n\r\n").expect("250 2.0.0");
        client.raw("BDAT 5\r\n.\r\n..").expect("250 2.0.0");
        client.raw("BDAT 2 LAST\r\n\r\n").expect("250 2.6.0", "accepted");
        assertThat(fixture.body()).isEqualTo("A: b\r\n\r\n.\r\n..\r\n");
    }

    @Test
    void an_empty_last_chunk_ends_a_mail() throws Exception {
        client.envelope("a@example.com", "b@example.org");
        client.raw("BDAT 4\r\nabc\r").expect("250").raw("BDAT 1\r\n\n").expect("250");
        client.send("BDAT 0 LAST").expect("250 2.6.0");
        assertThat(fixture.body()).isEqualTo("abc\r\n");
    }

    @Test
    void a_chunk_cut_by_a_disconnect_is_no_mail() throws Exception {
        client.envelope("a@example.com", "b@example.org");
        client.raw("BDAT 1000 LAST\r\nabc");
        client.close();
        Awaitility.await().until(() -> fixture.listener.getSessions() == 0);
        assertThat(fixture.taken).isEmpty();
    }

    @Test
    void a_refused_chunk_is_thrown_away_and_not_run() throws Exception {
        client.raw("BDAT 6 LAST\r\nQUIT\r\n").expect("503 5.5.1");
        client.send("MAIL FROM:<a@example.com>").expect("250");
        client.raw("BDAT 6 LAST\r\nQUIT\r\n").expect("503 5.5.1");
        client.envelope("full@example.com", "b@example.org");
        client.raw("BDAT 6\r\nQUIT\r\nBDAT 6 LAST\r\nQUIT\r\n")
                .expect("451 4.3.1")
                .expect("503");
        client.send("NOOP").expect("250");
    }

    @Test
    void too_much_is_552_and_much_too_much_the_end() throws Exception {
        client.envelope("a@example.com", "b@example.org");
        client.raw("BDAT 100001\r\n" + "a".repeat(100_001)).expect("552 5.3.4");
        client.send("NOOP").expect("250");
        client.envelope("a@example.com", "b@example.org");
        client.send("BDAT 99999999999999999999 LAST").raw("a".repeat(1_500_000)).expect("552 5.3.4");
    }

    @Test
    void data_and_chunks_do_not_mix() throws Exception {
        client.envelope("a@example.com", "b@example.org");
        client.raw("BDAT 3\r\nabc").expect("250");
        client.send("DATA").expect("503 5.5.1");
        client.send("RCPT TO:<c@example.org>").expect("503 5.5.1");
        client.raw("BDAT 0 LAST\r\n").expect("250 2.6.0");
    }

    @Test
    void a_size_that_is_none_ends_the_session() throws Exception {
        client.send("BDAT x").expect("501 5.5.4").expectClosed();
    }
}
