package org.fastsmtp.intake;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.EJB;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.fastsmtp.broker.QueueFigures;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/** Measures once a second what admission decides by: the queue, the waiting deliveries, the disk. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class LoadProbe {
    @EJB
    private QueueFigures figures;

    /** What waits grows old slowly, and to look is not free. */
    private static final Duration AGE_AGAIN = Duration.ofSeconds(5);

    private final AtomicBoolean working = new AtomicBoolean();
    private Admission admission;
    private DataSource database;
    private Settings settings;
    // Touched by one measurement at a time.
    private volatile Instant oldestAt = Instant.MIN;
    private volatile Optional<Duration> oldestAge = Optional.empty();

    @SuppressWarnings("unused") // for the container's proxy
    protected LoadProbe() {}

    @Inject
    LoadProbe(Admission admission, DataSource database, Settings settings) {
        this.admission = admission;
        this.database = database;
        this.settings = settings;
    }

    @PostConstruct
    void start() {
        measure();
    }

    @Schedule(second = "*", minute = "*", hour = "*", persistent = false)
    void measure() {
        if (working.compareAndSet(false, true)) {
            try {
                admission.measured(new Admission.Load(inbound(), open(), oldest(), freeOctets()));
            } finally {
                working.set(false);
            }
        }
    }

    /** Of a broker that does not answer nobody can say: then sending to it fails, and the mail is answered 451. */
    private long inbound() {
        return figures.figure("inbound", QueueFigures.Figure.MESSAGES).orElse(0);
    }

    /** Counted up to the bound only, so that a long queue does not make the look at it slow. */
    private OptionalInt open() {
        if (settings.get(Setting.QUEUE_MAX_PENDING).isEmpty()) {
            return OptionalInt.empty();
        }
        String sql = """
                SELECT COUNT(*) FROM (
                  SELECT 1 AS one FROM delivery_log WHERE status IN ('pending', 'failed') LIMIT ?) AS waiting""";
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(
                    1, Math.max(1, settings.get(Setting.QUEUE_MAX_PENDING).get()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return OptionalInt.of(row.getInt(1));
            }
        } catch (SQLException e) {
            return OptionalInt.empty();
        }
    }

    /** Of what can be tried; a deferred delivery is meant to wait, and a sick endpoint's wait is its own. */
    private Optional<Duration> oldest() {
        if (settings.get(Setting.QUEUE_MAX_AGE).isEmpty()) {
            return Optional.empty();
        }
        Instant now = Instant.now();
        if (now.isBefore(oldestAt.plus(AGE_AGAIN))) {
            return oldestAge;
        }
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT MIN(created_at) FROM delivery_log WHERE status = 'pending' AND attempts = 0 AND parked IS NULL");
                ResultSet row = statement.executeQuery()) {
            row.next();
            oldestAge = Optional.ofNullable(row.getObject(1, OffsetDateTime.class))
                    .map(since -> Duration.between(since.toInstant(), now));
            oldestAt = now;
            return oldestAge;
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    private long freeOctets() {
        try {
            Path directory = Files.createDirectories(settings.get(Setting.DATA_DIR));
            return Files.getFileStore(directory).getUsableSpace();
        } catch (java.io.IOException e) {
            return Long.MAX_VALUE;
        }
    }
}
