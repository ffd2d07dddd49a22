package org.fastsmtp.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.fastsmtp.smtp.EmailAddress;
import org.fastsmtp.smtp.Envelope;
import org.fastsmtp.smtp.Handover;
import org.fastsmtp.smtp.Mail;
import org.fastsmtp.smtp.MailPolicy;
import org.fastsmtp.smtp.Origin;
import org.fastsmtp.smtp.Reply;
import org.fastsmtp.smtp.limit.LimitSettings;
import org.fastsmtp.smtp.limit.NetworkSet;
import org.fastsmtp.smtp.listener.SmtpListener;
import org.fastsmtp.smtp.listener.SmtpSettings;

/** One SMTP client and a listener of its own, which asks the application; EHLO is said. */
final class Dialogue implements AutoCloseable {
    private final SmtpListener listener;
    private final Socket socket;
    private final BufferedReader in;

    Dialogue(Reception reception, Handover handover) throws IOException {
        listener = new SmtpListener(settings(), Optional.empty(), policy(reception), handover, Clock.systemUTC());
        listener.start();
        socket = new Socket(InetAddress.getLoopbackAddress(), listener.getPort());
        socket.setSoTimeout(20_000);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        assertThat(hear()).startsWith("220");
        say("EHLO client.example", "250");
    }

    void envelope(String from, String... to) throws IOException {
        say("MAIL FROM:<" + from + ">", "250");
        for (String recipient : to) {
            say("RCPT TO:<" + recipient + ">", "250");
        }
    }

    void say(String line, String reply) throws IOException {
        put((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        assertThat(hear()).startsWith(reply);
    }

    /** Octets that nobody answers. */
    void put(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
    }

    /** The client is gone; the listener still ends what it has. */
    @Override
    public void close() throws IOException {
        socket.close();
        listener.close();
    }

    private String hear() throws IOException {
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
        return String.valueOf(line);
    }

    private static SmtpSettings settings() {
        SmtpSettings standard = SmtpSettings.defaults();
        return new SmtpSettings(
                new SmtpSettings.Ports("127.0.0.1", 0, -1),
                "mx.example.net",
                "FastSMTP",
                false,
                Optional.empty(),
                standard.content(),
                standard.sessions(),
                LimitSettings.none(),
                NetworkSet.NONE,
                Duration.ZERO);
    }

    private static MailPolicy policy(Reception reception) {
        return new MailPolicy() {
            @Override
            public Optional<Reply> recipient(Origin origin, Envelope envelope, EmailAddress recipient) {
                return reception.recipient(recipient);
            }

            @Override
            public Optional<Reply> data(Origin origin, Envelope envelope) {
                return reception.data();
            }

            @Override
            public Optional<Reply> content(Mail mail) {
                return reception.content(mail);
            }
        };
    }
}
