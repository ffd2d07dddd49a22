package org.fastsmtp.smtp.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.fastsmtp.smtp.tls.TestCertificates;
import org.fastsmtp.smtp.tls.TestCertificates.Form;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
    @TempDir
    Path directory;

    private TestCertificates files;

    @BeforeEach
    void files() {
        files = new TestCertificates(directory).write("one.example", "EC", Form.PKCS8, Duration.ofDays(100));
    }

    private Fixture fixture(boolean required) throws Exception {
        return new Fixture(settings -> Fixture.with(settings, files.settings(), required));
    }

    @Test
    void starttls_encrypts_and_starts_anew() throws Exception {
        try (Fixture fixture = fixture(false);
                Transcript client = fixture.connect()) {
            client.expect("220").send("EHLO c.example").expect("250", "STARTTLS");
            client.send("MAIL FROM:<a@example.com>").expect("250");
            client.send("STARTTLS now").expect("501 5.5.4");
            client.send("STARTTLS").expect("220 2.0.0");
            assertThat(client.startTls().getSubjectX500Principal().getName()).isEqualTo("CN=one.example");
            client.send("MAIL FROM:<a@example.com>").expect("503 5.5.1");
            assertThat(client.send("EHLO c.example").hear()).doesNotContain("STARTTLS", "AUTH");
            client.send("STARTTLS").expect("503 5.5.1");
            client.send("AUTH PLAIN x").expect("535 5.7.8");
            client.envelope("a@example.com", "b@example.org");
            client.send("DATA").expect("354").raw("x: y\r\n\r\n.\r\n").expect("250 2.6.0");
            assertThat(fixture.taken.get(0).mail().origin().tls().orElseThrow().protocol())
                    .isEqualTo("TLSv1.3");
            assertThat(fixture.taken.get(0).content()).contains("with ESMTPS", "using TLSv1.3");
        }
    }

    @Test
    void commands_after_starttls_in_the_same_packet_are_not_run() throws Exception {
        try (Fixture fixture = fixture(false);
                Transcript client = fixture.connect()) {
            client.hello().raw("STARTTLS\r\nMAIL FROM:<evil@example.com>\r\n").expect("554 5.5.1");
            client.expectClosed();
        }
    }

    @Test
    void tls_from_the_first_octet() throws Exception {
        try (Fixture fixture = fixture(true);
                Transcript client = new Transcript(fixture.listener.tlsPort().orElseThrow())) {
            client.startTls();
            client.expect("220 ").send("EHLO c.example").expect("250");
            client.envelope("a@example.com", "b@example.org");
            client.send("DATA").expect("354").raw(".\r\n").expect("250 2.6.0");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HELO c.example",
                "MAIL FROM:<a@example.com>",
                "RCPT TO:<b@example.org>",
                "DATA",
                "RSET",
                "VRFY b",
                "HELP",
                "AUTH PLAIN x"
            })
    void with_tls_required_only_four_verbs_work_before_it(String line) throws Exception {
        try (Fixture fixture = fixture(true);
                Transcript client = fixture.connect()) {
            client.hello().send(line).expect("530 5.7.0");
            client.send("NOOP").expect("250").send("QUIT").expect("221");
        }
    }

    @Test
    @DisplayName("finding 31: the certificate changes under open sessions, on both listeners")
    void a_new_certificate_is_shown_to_new_handshakes_only() throws Exception {
        try (Fixture fixture = fixture(false);
                Transcript old = fixture.connect();
                Transcript fresh = fixture.connect();
                Transcript implicit = new Transcript(fixture.listener.tlsPort().orElseThrow())) {
            old.hello().send("STARTTLS").expect("220");
            old.startTls();
            files.write("two.example", "RSA", Form.TRADITIONAL, Duration.ofDays(100));
            fixture.listener.reloadCertificates();
            fresh.hello().send("STARTTLS").expect("220");
            assertThat(fresh.startTls().getSubjectX500Principal().getName()).isEqualTo("CN=two.example");
            assertThat(implicit.startTls().getSubjectX500Principal().getName()).isEqualTo("CN=two.example");
            Files.writeString(files.certificate, "rubbish");
            assertThatThrownBy(fixture.listener::reloadCertificates).hasMessageContaining("cert.pem");
            old.send("NOOP").expect("250");
            try (Transcript later = fixture.connect()) {
                later.hello().send("STARTTLS").expect("220");
                assertThat(later.startTls().getSubjectX500Principal().getName()).isEqualTo("CN=two.example");
            }
        }
    }

    @Test
    @DisplayName("finding 31: without a usable certificate there is no listener")
    void a_bad_certificate_closes_everything() throws Exception {
        Files.writeString(files.key, "rubbish");
        assertThatThrownBy(() -> fixture(false)).hasMessageContaining("key.pem");
        assertThatThrownBy(() -> fixture(true)).hasMessageContaining("key.pem");
    }

    @Test
    void a_context_from_elsewhere_replaces_the_files() throws Exception {
        try (SmtpListener listener = new SmtpListener(
                Fixture.settings(),
                java.util.Optional.of(files.lent()),
                new org.fastsmtp.smtp.AcceptAll(),
                mail -> true,
                java.time.Clock.systemUTC())) {
            listener.start();
            try (Transcript client = new Transcript(listener.tlsPort().orElseThrow())) {
                assertThat(client.startTls().getSubjectX500Principal().getName())
                        .isEqualTo("CN=one.example");
                client.hello();
            }
            assertThat(listener.reloadCertificates()).isFalse();
        }
    }

    @Test
    void old_protocols_are_refused() throws Exception {
        try (Fixture fixture = fixture(false);
                Transcript client = new Transcript(fixture.listener.tlsPort().orElseThrow())) {
            SSLSocket socket = (SSLSocket)
                    SSLContext.getDefault().getSocketFactory().createSocket(client.socket(), "localhost", 0, true);
            socket.setEnabledProtocols(new String[] {"TLSv1.1"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(java.io.IOException.class);
        }
    }
}
