package org.fastsmtp.smtp.listener;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.fastsmtp.smtp.EmailAddress;
import org.fastsmtp.smtp.Envelope;
import org.fastsmtp.smtp.Mail;
import org.fastsmtp.smtp.MailPolicy;
import org.fastsmtp.smtp.Origin;
import org.fastsmtp.smtp.Reply;
import org.fastsmtp.smtp.limit.LimitSettings;
import org.fastsmtp.smtp.limit.NetworkSet;
import org.fastsmtp.smtp.tls.LentContext;
import org.fastsmtp.smtp.tls.TlsSettings;

/** A listener on a free port of loopback that keeps what it was given. */
final class Fixture implements AutoCloseable {
    /** What was handed over, read while it could be. */
    record Taken(Mail mail, String content) {}

    final List<Taken> taken = new CopyOnWriteArrayList<>();
    final SmtpListener listener;
    final Rows rows = new Rows();
    volatile Predicate<Mail> handover = mail -> true;

    Fixture() throws IOException {
        this(settings -> settings);
    }

    Fixture(UnaryOperator<SmtpSettings> change) throws IOException {
        this(change, Optional.empty());
    }

    Fixture(UnaryOperator<SmtpSettings> change, Optional<LentContext> context) throws IOException {
        listener = new SmtpListener(change.apply(settings()), context, rows, this::take, Clock.systemUTC());
        listener.start();
    }

    private boolean take(Mail mail) {
        try (InputStream in = mail.content().open()) {
            String content = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if (!handover.test(mail)) {
                return false;
            }
            taken.add(new Taken(mail, content));
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The content of the only mail, without the Received field put before it. */
    String body() {
        String content = taken.get(0).content();
        return content.substring(content.indexOf("\r\n", content.indexOf(";\r\n\t") + 3) + 2);
    }

    Transcript connect() throws IOException {
        return new Transcript(listener.getPort());
    }

    @Override
    public void close() {
        listener.close();
    }

    /** Loopback, free ports, no limits, short waits. */
    static SmtpSettings settings() {
        SmtpSettings standard = SmtpSettings.defaults();
        return new SmtpSettings(
                new SmtpSettings.Ports("127.0.0.1", 0, 0),
                "mx.example.net",
                "FastSMTP",
                false,
                Optional.empty(),
                new SmtpSettings.Content(
                        100_000, 2000, 3, SmtpSettings.BareNewline.NORMALISE, Optional.empty(), 32_768),
                new SmtpSettings.Sessions(
                        0,
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(60),
                        Duration.ZERO,
                        50,
                        Duration.ofSeconds(5),
                        true),
                LimitSettings.none(),
                NetworkSet.NONE,
                standard.repeatWindow());
    }

    static SmtpSettings with(SmtpSettings s, SmtpSettings.Content content) {
        return new SmtpSettings(
                s.ports(),
                s.hostname(),
                s.softwareName(),
                s.requireStarttls(),
                s.tls(),
                content,
                s.sessions(),
                s.limits(),
                s.proxyNetworks(),
                s.repeatWindow());
    }

    static SmtpSettings with(SmtpSettings s, SmtpSettings.Sessions sessions) {
        return new SmtpSettings(
                s.ports(),
                s.hostname(),
                s.softwareName(),
                s.requireStarttls(),
                s.tls(),
                s.content(),
                sessions,
                s.limits(),
                s.proxyNetworks(),
                s.repeatWindow());
    }

    static SmtpSettings with(SmtpSettings s, LimitSettings limits, NetworkSet proxies) {
        return new SmtpSettings(
                s.ports(),
                s.hostname(),
                s.softwareName(),
                s.requireStarttls(),
                s.tls(),
                s.content(),
                s.sessions(),
                limits,
                proxies,
                s.repeatWindow());
    }

    static SmtpSettings with(SmtpSettings s, TlsSettings tls, boolean required) {
        return new SmtpSettings(
                s.ports(),
                s.hostname(),
                s.softwareName(),
                required,
                Optional.of(tls),
                s.content(),
                s.sessions(),
                s.limits(),
                s.proxyNetworks(),
                s.repeatWindow());
    }

    /** The application's rows of the reply table. */
    static final class Rows implements MailPolicy {
        final List<String> news = new CopyOnWriteArrayList<>();

        @Override
        public void confirmed(UUID mail, String fingerprint) {
            news.add("confirmed " + mail + " " + fingerprint);
        }

        @Override
        public void repeated(Mail mail, UUID first) {
            news.add("repeated " + first + " " + mail.fingerprint().orElseThrow());
        }

        @Override
        public Optional<Reply> recipient(Origin origin, Envelope envelope, EmailAddress recipient) {
            return switch (recipient.localPart()) {
                case "nobody" -> Optional.of(new Reply(550, "5.1.1", "nobody not found"));
                case "broken" -> throw new IllegalStateException("secret text");
                default -> Optional.empty();
            };
        }

        @Override
        public Optional<Reply> data(Origin origin, Envelope envelope) {
            return envelope.reversePath().text().startsWith("full@")
                    ? Optional.of(new Reply(451, "4.3.1", "queue is full"))
                    : Optional.empty();
        }

        @Override
        public Optional<Reply> content(Mail mail) {
            return mail.envelope().reversePath().text().startsWith("spf@")
                    ? Optional.of(new Reply(550, "5.7.23", "SPF result is fail"))
                    : Optional.empty();
        }
    }
}
