package org.fastsmtp.smtp.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.fastsmtp.smtp.tls.ServerTls;
import org.fastsmtp.smtp.tls.TestCertificates;
import org.fastsmtp.smtp.tls.TestCertificates.Form;
import org.fastsmtp.smtp.tls.UnusableCertificateException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("finding 31: alarms")
class WatchTest {
    private final List<String> alarms = new ArrayList<>();
    private final AtomicLong loops = new AtomicLong();
    private final Ticking clock = new Ticking();

    @Test
    void an_expiring_certificate_is_an_alarm_once_a_day(@TempDir Path directory) throws Exception {
        TestCertificates files =
                new TestCertificates(directory).write("mx.example", "EC", Form.PKCS8, Duration.ofDays(30));
        try (Watch watch = watch(Optional.of(ServerTls.from(files.settings(), clock)))) {
            watch.look();
            assertThat(alarms).isEmpty();
            clock.pass(Duration.ofDays(10));
            watch.look();
            watch.look();
            clock.pass(Duration.ofHours(23));
            watch.look();
            assertThat(alarms).containsExactly("tls.expiring");
            clock.pass(Duration.ofHours(2));
            watch.look();
            assertThat(alarms).hasSize(2);
        }
    }

    @Test
    void a_bad_new_certificate_is_an_alarm(@TempDir Path directory) throws Exception {
        TestCertificates files =
                new TestCertificates(directory).write("mx.example", "EC", Form.PKCS8, Duration.ofDays(90));
        try (Watch watch = watch(Optional.of(ServerTls.from(files.settings(), clock)))) {
            assertThat(watch.reloadNow()).isFalse();
            Files.writeString(files.key, "rubbish");
            assertThatThrownBy(watch::reloadNow).isInstanceOf(UnusableCertificateException.class);
            assertThat(alarms).containsExactly("tls.reload.failed");
            assertThat(watch.reloadNow()).isFalse();
        }
    }

    @Test
    void another_certificate_that_ends_soon_is_another_alarm(@TempDir Path directory) throws Exception {
        TestCertificates files =
                new TestCertificates(directory).write("mx.example", "EC", Form.PKCS8, Duration.ofDays(3));
        try (Watch watch = watch(Optional.of(ServerTls.from(files.settings(), clock)))) {
            watch.look();
            files.write("mx.example", "EC", Form.PKCS8, Duration.ofDays(5));
            assertThat(watch.reloadNow()).isTrue();
            watch.look();
            watch.look();
            assertThat(alarms).containsExactly("tls.expiring", "tls.expiring");
        }
    }

    @Test
    void mails_that_loop_are_an_alarm_at_most_every_ten_minutes() {
        try (Watch watch = watch(Optional.empty())) {
            watch.look();
            assertThat(alarms).isEmpty();
            loops.addAndGet(3);
            watch.look();
            loops.incrementAndGet();
            watch.look();
            assertThat(alarms).containsExactly("loop.detected");
            clock.pass(Duration.ofMinutes(11));
            watch.look();
            watch.look();
            assertThat(alarms).containsExactly("loop.detected", "loop.detected");
        }
    }

    private Watch watch(Optional<ServerTls> tls) {
        return new Watch(Set.of(), 10, loops::get, tls, Duration.ofDays(21), clock, (type, text) -> alarms.add(type));
    }

    private static final class Ticking extends Clock {
        private Instant now = Instant.now();

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
