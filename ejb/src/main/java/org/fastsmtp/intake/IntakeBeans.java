package org.fastsmtp.intake;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.fastsmtp.archive.Archive;
import org.fastsmtp.authentication.SenderAuthentication;
import org.fastsmtp.commit.Committer;
import org.fastsmtp.commit.GroupCommit;
import org.fastsmtp.delivery.DeliveryRows;
import org.fastsmtp.delivery.Endpoints;
import org.fastsmtp.domain.Routing;
import org.fastsmtp.message.MessageParser;
import org.fastsmtp.rule.RuleBook;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/** Puts the objects of this feature together. */
@ApplicationScoped
public class IntakeBeans {
    private static final long MOST_INBOUND = 50_000;

    @Produces
    @Singleton
    Admission admission(Settings settings) {
        return new Admission(new Admission.Bounds(
                MOST_INBOUND,
                settings.get(Setting.QUEUE_MAX_PENDING),
                settings.get(Setting.QUEUE_MAX_AGE),
                settings.get(Setting.QUEUE_BACKPRESSURE_ACTION).equals("drop"),
                settings.get(Setting.MIN_FREE_DISK)));
    }

    @Produces
    @Singleton
    SenderCheck senderCheck(Settings settings, Routing routing, SenderAuthentication authentication) {
        return new SenderCheck(settings, routing, authentication);
    }

    @Produces
    @Singleton
    Reception reception(
            Routing routing, Admission admission, SenderCheck senders, Endpoints endpoints, IntakeMetrics metrics) {
        return new Reception(routing, admission, senders, endpoints::isShedding, metrics);
    }

    @Produces
    @Singleton
    IntakeMetrics intakeMetrics(MeterRegistry registry) {
        return new IntakeMetrics(registry);
    }

    @Produces
    @Singleton
    RepeatMemory repeatMemory(DataSource database, Settings settings, Clock clock, MeterRegistry registry) {
        return new RepeatMemory(
                database, Duration.ofSeconds(settings.get(Setting.SMTP_REPEAT_WINDOW)), clock, registry);
    }

    @Produces
    @Singleton
    RepeatLog repeatLog(DataSource database) {
        return new RepeatLog(database);
    }

    @Produces
    @Singleton
    Understanding understanding(
            Settings settings,
            DataSource database,
            Clock clock,
            Routing routing,
            MessageParser parser,
            SenderCheck senders,
            RuleBook rules,
            Admission admission,
            Archive archive,
            IntakeMetrics metrics,
            Committer committer,
            RepeatMemory repeats) {
        Fingerprints fingerprints = new Fingerprints(
                repeats::isConfirmed, Duration.ofSeconds(settings.get(Setting.SMTP_REPEAT_WINDOW)), clock);
        GroupCommit<Understood> store =
                new GroupCommit<>(committer, new IntakeRows(new DeliveryRows(clock), fingerprints));
        return new Understanding(
                settings,
                database,
                routing,
                parser,
                senders,
                rules,
                admission,
                archive,
                store,
                new RuleAlarms(clock),
                metrics,
                repeats,
                settings.instanceId());
    }
}
