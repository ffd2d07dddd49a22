package org.fastsmtp.alarm;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.mail.Session;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;
import org.fastsmtp.webhook.WebhookClient;

/** Puts the objects of this feature together. */
@ApplicationScoped
public class AlarmBeans {
    private static final String SESSION = "java:jboss/mail/Default";

    @Produces
    @Singleton
    AlarmRows alarmRows(DataSource database, Clock clock) {
        return new AlarmRows(database, clock);
    }

    @Produces
    @Singleton
    AlarmNotifier alarmNotifier() {
        return new AlarmNotifier();
    }

    @Produces
    @Singleton
    AlarmRelay alarmRelay() {
        return new AlarmRelay();
    }

    @Produces
    @Singleton
    Alarms alarms(
            AlarmRows rows,
            AlarmNotifier notifier,
            AlarmRelay relay,
            WebhookClient client,
            Settings settings,
            MeterRegistry registry) {
        List<AlarmChannel> channels = new ArrayList<>();
        channels.add(new DeadLetterNotice(client, settings));
        settings.get(Setting.ALARM_MAIL_TO)
                .ifPresent(to -> channels.add(
                        new MailedAlarm(AlarmBeans::mailSession, settings.get(Setting.ALARM_MAIL_FROM), to)));
        channels.add(relay);
        channels.add(notifier);
        return new Alarms(rows, channels, registry);
    }

    /** Looked up when needed: a server without mail subsystem runs well until somebody wants mail. */
    @SuppressWarnings("BanJNDI") // the name is a constant
    private static Session mailSession() {
        try {
            return (Session) new InitialContext().lookup(SESSION);
        } catch (NamingException e) {
            throw new IllegalStateException(e);
        }
    }
}
