package org.fastsmtp.operations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.fastsmtp.archive.ObjectStore;
import org.fastsmtp.broker.QueueFigures;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/** The parts of this server that {@link HealthFacts} looks at, and when each counts as down. */
final class ServerParts {
    static final List<String> CONSUMERS = List.of("MailReceiver", "InboundConsumer", "DeliveryConsumer");

    private static final Duration OFTEN = Duration.ofSeconds(5);
    /** A session each time; the limits per client count loopback too. */
    private static final Duration SELDOM = Duration.ofSeconds(15);

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration OLD = Duration.ofMinutes(15);
    private static final Duration EXPIRES_SOON = Duration.ofDays(7);

    private final DataSource database;
    private final Settings settings;
    private final Management management;
    private final QueueFigures queues;
    private final Clock clock;
    private final Optional<ObjectStore> store;

    ServerParts(
            DataSource database,
            Settings settings,
            Management management,
            QueueFigures queues,
            Clock clock,
            Optional<ObjectStore> store) {
        this.database = database;
        this.settings = settings;
        this.management = management;
        this.queues = queues;
        this.clock = clock;
        this.store = store;
    }

    List<HealthFacts.Part> all() {
        List<HealthFacts.Part> parts = new ArrayList<>();
        parts.add(new HealthFacts.Part("server", true, Duration.ofSeconds(1), this::server));
        parts.add(new HealthFacts.Part("database", true, OFTEN, this::database));
        parts.add(new HealthFacts.Part("broker", true, OFTEN, this::broker));
        if (!role().equals("api") && !role().equals("worker")) {
            parts.add(new HealthFacts.Part("smtp", true, SELDOM, this::smtp));
        }
        parts.add(new HealthFacts.Part("consumers", true, OFTEN, this::consumers));
        parts.add(new HealthFacts.Part("disk", true, OFTEN, this::disk));
        parts.add(new HealthFacts.Part("queue-age", false, SELDOM, this::queueAge));
        parts.add(new HealthFacts.Part("certificate", false, SELDOM, this::certificate));
        parts.add(new HealthFacts.Part("sessions", false, OFTEN, this::sessions));
        // Without it mail is still received and delivered: named, never vital (CONTRACT section 12).
        store.ifPresent(s3 -> parts.add(new HealthFacts.Part("s3", false, SELDOM, () -> {
            s3.look();
            return HealthFacts.Seen.up("answers");
        })));
        return parts;
    }

    /** Suspended or on its way there: readiness falls first. */
    private HealthFacts.Seen server() {
        String state = management
                .attribute(Management.SERVER, "suspendState")
                .map(Object::toString)
                .orElse("RUNNING");
        return new HealthFacts.Seen(state.equals("RUNNING"), state.toLowerCase(java.util.Locale.ROOT));
    }

    private HealthFacts.Seen database() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT 1")) {
            select.setQueryTimeout((int) PATIENCE.toSeconds());
            select.execute();
            return HealthFacts.Seen.up("answers");
        }
    }

    private HealthFacts.Seen broker() {
        OptionalLong inbound = queues.figure("inbound", QueueFigures.Figure.MESSAGES);
        OptionalLong delivery = queues.figure("delivery", QueueFigures.Figure.MESSAGES);
        if (inbound.isEmpty() || delivery.isEmpty()) {
            return HealthFacts.Seen.down("no queues");
        }
        return HealthFacts.Seen.up("inbound " + inbound.getAsLong() + ", delivery " + delivery.getAsLong());
    }

    /** On the port that the listener has now, which JBoss CLI may have changed. */
    private HealthFacts.Seen smtp() throws IOException {
        if (management.flag(Management.SMTP_LISTENER, "Paused").orElse(false)) {
            return HealthFacts.Seen.down("paused");
        }
        int port = (int)
                management.number(Management.SMTP_LISTENER, "Port").orElseGet(() -> settings.get(Setting.SMTP_PORT));
        return new SmtpDialogue(settings.get(Setting.SMTP_HOST), port, PATIENCE).speak();
    }

    private HealthFacts.Seen consumers() {
        List<String> idle = new ArrayList<>();
        for (String consumer : CONSUMERS) {
            if (!management
                    .flag(Management.consumer(consumer), "deliveryActive")
                    .orElse(false)) {
                idle.add(consumer);
            }
        }
        // What a role of this node leaves out is not missing.
        idle.removeAll(idleByRole());
        return idle.isEmpty()
                ? HealthFacts.Seen.up("running")
                : HealthFacts.Seen.down("paused: " + String.join(", ", idle));
    }

    private List<String> idleByRole() {
        return switch (role()) {
            case "smtp" -> List.of("DeliveryConsumer");
            case "api" -> CONSUMERS;
            case "worker" -> List.of("MailReceiver", "InboundConsumer");
            default -> List.of();
        };
    }

    private static String role() {
        return System.getProperty("fastsmtp.role", "all");
    }

    private HealthFacts.Seen disk() throws IOException {
        long free = freeDisk();
        return new HealthFacts.Seen(free >= settings.get(Setting.MIN_FREE_DISK), (free >> 20) + " MiB free");
    }

    long freeDisk() throws IOException {
        Path directory = Files.createDirectories(settings.get(Setting.DATA_DIR));
        return Files.getFileStore(directory).getUsableSpace();
    }

    /** Of what has never been tried: a deferred delivery is meant to wait. A database that is away is named by its own part. */
    private HealthFacts.Seen queueAge() {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT MIN(created_at) FROM delivery_log WHERE status = 'pending' AND attempts = 0 AND parked IS NULL");
                ResultSet row = select.executeQuery()) {
            row.next();
            Optional<Instant> oldest =
                    Optional.ofNullable(row.getObject(1, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
            Duration age = oldest.map(since -> Duration.between(since, clock.instant()))
                    .orElse(Duration.ZERO);
            return new HealthFacts.Seen(age.compareTo(OLD) < 0, "oldest untried " + age.toSeconds() + " s");
        } catch (SQLException e) {
            return HealthFacts.Seen.up("unknown");
        }
    }

    private HealthFacts.Seen certificate() {
        OptionalLong end = certificateEnd();
        if (!certificateProblem().isEmpty()) {
            return HealthFacts.Seen.down("there is no usable new one, the one before is in use");
        }
        if (end.isEmpty()) {
            return HealthFacts.Seen.up("none");
        }
        Duration left = Duration.between(clock.instant(), Instant.ofEpochSecond(end.getAsLong()));
        return new HealthFacts.Seen(left.compareTo(EXPIRES_SOON) > 0, left.toDays() + " days");
    }

    /** Too many are no reason to take the node away: it still serves those that it has, and refuses others for now. */
    private HealthFacts.Seen sessions() {
        return new HealthFacts.Seen(!isOverloaded(), load());
    }

    boolean isOverloaded() {
        return management.flag(Management.SMTP_LISTENER, "Overloaded").orElse(false);
    }

    String load() {
        return management.number(Management.SMTP_LISTENER, "Sessions").orElse(0) + " of "
                + management.number(Management.SMTP_LISTENER, "MaxSessions").orElse(0) + " sessions";
    }

    boolean isDatabaseUp() {
        try {
            return database().isUp();
        } catch (SQLException e) {
            return false;
        }
    }

    /** Whether it ends within the time set at the adapter, has ended, or its successor cannot be used. */
    Optional<String> certificateTrouble() {
        if (!certificateProblem().isEmpty()) {
            return Optional.of(
                    "the new SMTP certificate is not used, the old one stays: the log of the adapter says why");
        }
        OptionalLong end = certificateEnd();
        if (end.isEmpty()
                || !management
                        .flag(Management.SMTP_LISTENER, "CertificateExpiring")
                        .orElse(false)) {
            return Optional.empty();
        }
        Instant at = Instant.ofEpochSecond(end.getAsLong());
        return Optional.of("the SMTP certificate " + (at.isBefore(clock.instant()) ? "ended" : "ends") + " at " + at);
    }

    private String certificateProblem() {
        return management
                .attribute(Management.SMTP_LISTENER, "CertificateProblem")
                .map(Object::toString)
                .orElse("");
    }

    /** Seconds since 1970; empty without a certificate. */
    OptionalLong certificateEnd() {
        OptionalLong end = management.number(Management.SMTP_LISTENER, "CertificateExpiry");
        return end.isPresent() && end.getAsLong() > 0 ? end : OptionalLong.empty();
    }
}
