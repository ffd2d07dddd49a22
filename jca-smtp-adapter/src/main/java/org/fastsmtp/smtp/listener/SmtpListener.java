package org.fastsmtp.smtp.listener;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.fastsmtp.smtp.Handover;
import org.fastsmtp.smtp.MailPolicy;

/** placeholder. */
public final class SmtpListener implements AutoCloseable {
    public SmtpListener(
            SmtpSettings settings, Optional<SSLContext> context, MailPolicy policy, Handover handover, Clock clock) {}

    public void start() throws IOException {}

    @Override
    public void close() {}
}
