package org.fastsmtp.retention;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.fastsmtp.alarm.Alarm;
import org.fastsmtp.alarm.Alarms;
import org.fastsmtp.delivery.DeliveryQueue;
import org.fastsmtp.delivery.Ledger;
import org.fastsmtp.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the job {@code reconcile}: the account of each day, an alarm for a day that is wrong, and the queue against its rows. */
final class ReconcileRun {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.retention");
    /** A day that stays wrong is told every day. */
    private static final Duration QUIET = Duration.ofHours(23);

    private static final int NAMED = 20;

    private final ReconcileOrder order;
    private final Ledger ledger;
    private final Alarms alarms;
    private final TreeMap<String, Long> byStatus = new TreeMap<>();
    private int days;
    private long mails;
    private long accepted;
    private long drift;
    private Ledger.Queued queued = new Ledger.Queued(false, 0, 0);

    ReconcileRun(ReconcileOrder order, Ledger ledger, Alarms alarms) {
        this.order = Objects.requireNonNull(order);
        this.ledger = Objects.requireNonNull(ledger);
        this.alarms = Objects.requireNonNull(alarms);
    }

    /** The latest day first. */
    void run(DeliveryQueue queue, Instant now, BooleanSupplier stopped) throws SQLException {
        for (LocalDate day = order.last(); days < order.days() && !stopped.getAsBoolean(); day = day.minusDays(1)) {
            look(ledger.day(day));
            days++;
        }
        if (!order.isDryRun()) {
            queued = ledger.queued(queue, now);
        }
    }

    private void look(Ledger.Day day) throws SQLException {
        mails += day.mails();
        accepted += day.accepted();
        day.byStatus().forEach((status, count) -> byStatus.merge(status, count, Long::sum));
        drift += day.drift().size();
        if (!day.drift().isEmpty()) {
            LOG.error("the account of {} is wrong: {}", day.day(), day.drift());
            if (!order.isDryRun()) {
                alarms.raise(
                        Alarm.Kind.LEDGER_DRIFT,
                        "the account of the mail of " + day.day() + " is wrong",
                        details(day),
                        QUIET);
            }
        }
    }

    private static JsonObject details(Ledger.Day day) {
        JsonArrayBuilder rows = Json.createArrayBuilder();
        day.drift().stream()
                .limit(NAMED)
                .forEach(row -> rows.add(Json.createObjectBuilder()
                        .add("id", row.id().toString())
                        .add("what", row.what())));
        JsonObjectBuilder states = Json.createObjectBuilder();
        new TreeMap<>(day.byStatus()).forEach(states::add);
        return Json.createObjectBuilder()
                .add("day", day.day().toString())
                .add("mails", day.mails())
                .add("accepted", day.accepted())
                .add("deliveries", states)
                .add("drift", day.drift().size())
                .add("rows", rows)
                .build();
    }

    /**
     * The exit status after the word of the batch status: {@code days=1,mails=9,accepted=10,delivered=9,failed=1,drift=0,without-message=0,
     * without-row=0}; the last two are left out when nobody knows.
     */
    String outcome() {
        StringBuilder outcome = new StringBuilder("days=" + days + ",mails=" + mails + ",accepted=" + accepted);
        byStatus.forEach((status, count) ->
                outcome.append(',').append(status).append('=').append(count));
        outcome.append(",drift=").append(drift);
        if (queued.isKnown()) {
            outcome.append(",without-message=")
                    .append(queued.withoutMessage())
                    .append(",without-row=")
                    .append(queued.withoutRow());
        }
        return outcome.toString();
    }
}
