package org.fastsmtp.smtp.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import nl.altindag.ssl.SSLFactory;
import nl.altindag.ssl.util.KeyManagerUtils;
import nl.altindag.ssl.util.SSLFactoryUtils;
import org.fastsmtp.smtp.tls.TestCertificates.Form;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("finding 31: a bad certificate never opens anything")
class ServerTlsTest {
    private static final Duration YEAR = Duration.ofDays(365);

    @TempDir
    Path directory;

    private TestCertificates files;

    @BeforeEach
    void files() {
        files = new TestCertificates(directory);
    }

    @ParameterizedTest
    @CsvSource({"RSA,PKCS8", "RSA,TRADITIONAL", "EC,PKCS8", "EC,TRADITIONAL"})
    void every_usual_form_is_read(String algorithm, Form form) throws Exception {
        files.write("mx.example.net", algorithm, form, YEAR);
        assertThat(ServerTls.from(files.settings(), Clock.systemUTC()).expiry()).isPresent();
    }

    @Test
    void what_cannot_be_used_is_refused_by_name() throws Exception {
        assertThatThrownBy(this::open).hasMessageContaining("cert.pem");
        files.write("one.example", "EC", Form.PKCS8, YEAR);
        String key = Files.readString(files.key);
        files.write("two.example", "EC", Form.PKCS8, YEAR);
        Files.writeString(files.key, key);
        assertThatThrownBy(this::open).hasMessageContaining("do not belong together");
        Files.writeString(files.key, "rubbish");
        assertThatThrownBy(this::open).isInstanceOf(UnusableCertificateException.class);
        Files.writeString(files.key, "");
        assertThatThrownBy(this::open).isInstanceOf(UnusableCertificateException.class);
        Files.writeString(files.key, key.substring(0, key.length() / 2));
        assertThatThrownBy(this::open).isInstanceOf(UnusableCertificateException.class);
    }

    @Test
    void a_new_pair_is_used_once_and_a_bad_one_never() throws Exception {
        files.write("one.example", "EC", Form.PKCS8, YEAR);
        ServerTls tls = open();
        assertThat(tls.reload()).isFalse();
        files.write("two.example", "RSA", Form.PKCS8, YEAR.multipliedBy(2));
        assertThat(tls.reload()).isTrue();
        assertThat(tls.reload()).isFalse();
        var end = tls.expiry();
        Files.writeString(files.certificate, "rubbish");
        assertThatThrownBy(tls::reload).isInstanceOf(UnusableCertificateException.class);
        files.write("old.example", "RSA", Form.PKCS8, Duration.ofDays(-1));
        assertThatThrownBy(tls::reload).hasMessageContaining("expired");
        assertThat(tls.expiry()).isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource({"RSA", "EC"})
    void the_end_of_a_lent_contexts_certificate_is_seen_as_clients_see_it(String algorithm) throws Exception {
        files.write("one.example", algorithm, Form.PKCS8, YEAR);
        ServerTls tls = ServerTls.with(files.lent(), "mx.example.net", Clock.systemUTC());
        assertThat(tls.expiry()).contains(end(files));
        assertThat(tls.reload()).isFalse();
    }

    @Test
    void of_two_kinds_of_keys_the_certificate_that_ends_first_counts(@TempDir Path other) throws Exception {
        files.write("one.example", "EC", Form.PKCS8, YEAR);
        for (Duration life : List.of(YEAR.dividedBy(2), YEAR.multipliedBy(2))) {
            TestCertificates second = new TestCertificates(other).write("two.example", "RSA", Form.PKCS8, life);
            SSLFactory both = SSLFactory.builder()
                    .withIdentityMaterial(files.pair())
                    .withIdentityMaterial(second.pair())
                    .build();
            assertThat(lent(both).expiry()).contains(end(second).isBefore(end(files)) ? end(second) : end(files));
        }
    }

    @Test
    void a_lent_context_is_looked_at_again() throws Exception {
        files.write("one.example", "EC", Form.PKCS8, YEAR);
        SSLFactory factory = SSLFactory.builder()
                .withIdentityMaterial(files.pair())
                .withSwappableIdentityMaterial()
                .build();
        ServerTls tls = lent(factory);
        files.write("two.example", "RSA", Form.PKCS8, YEAR.multipliedBy(2));
        SSLFactory next =
                SSLFactory.builder().withIdentityMaterial(files.pair()).build();
        SSLFactoryUtils.reload(factory, next);
        assertThat(tls.reload()).isTrue();
        assertThat(tls.expiry()).contains(end(files));
        SSLFactoryUtils.reload(factory, empty());
        assertThatThrownBy(tls::reload).hasMessageContaining("presents no certificate");
        assertThat(tls.reload()).isFalse();
        assertThat(tls.expiry()).contains(end(files));
        SSLFactoryUtils.reload(factory, next);
        assertThat(tls.reload()).isTrue();
    }

    @Test
    void a_lent_context_without_a_certificate_opens_nothing() {
        assertThatThrownBy(() -> lent(empty())).isInstanceOf(UnusableCertificateException.class);
    }

    /** Its key manager has no key. */
    private static SSLFactory empty() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return SSLFactory.builder()
                .withIdentityMaterial(KeyManagerUtils.createKeyManager(store, new char[0]))
                .build();
    }

    private static ServerTls lent(SSLFactory factory) throws Exception {
        LentContext lent = new LentContext(factory.getSslContext(), Duration.ZERO, Duration.ZERO);
        return ServerTls.with(lent, "mx.example.net", Clock.systemUTC());
    }

    private static Instant end(TestCertificates files) throws Exception {
        try (InputStream chain = Files.newInputStream(files.certificate)) {
            X509Certificate own =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(chain);
            return own.getNotAfter().toInstant();
        }
    }

    private ServerTls open() throws Exception {
        return ServerTls.from(files.settings(), Clock.systemUTC());
    }
}
