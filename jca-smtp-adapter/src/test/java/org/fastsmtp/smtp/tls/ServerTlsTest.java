package org.fastsmtp.smtp.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
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

    private ServerTls open() throws Exception {
        return ServerTls.from(files.settings(), Clock.systemUTC());
    }
}
