package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.access.Audit;
import org.fastsmtp.json.Json;
import org.fastsmtp.retention.CleanupOrder;
import org.fastsmtp.retention.JobOrderException;
import org.fastsmtp.retention.JobRun;
import org.fastsmtp.retention.JobSchedule;
import org.fastsmtp.retention.Jobs;
import org.fastsmtp.retention.ReconcileOrder;
import org.fastsmtp.retention.RedriveOrder;

/** What a caller who may orders of the jobs; the audit log says so. */
@RequestScoped
class JobOrders {
    private static final int LONGEST = 2_083;
    private static final List<String> TEXTS = List.of(
            RedriveOrder.KIND,
            RedriveOrder.STATUS,
            RedriveOrder.DOMAIN,
            RedriveOrder.ENDPOINT,
            RedriveOrder.RECIPIENT,
            RedriveOrder.SINCE,
            RedriveOrder.UNTIL,
            ReconcileOrder.DAY,
            CleanupOrder.OLDER_THAN);

    private final Call call;
    private final Jobs jobs;
    private final Audit audit;

    @SuppressWarnings("unused") // for the container's proxy
    protected JobOrders() {
        this(null, null, null);
    }

    @Inject
    JobOrders(Call call, Jobs jobs, Audit audit) {
        this.call = call;
        this.jobs = jobs;
        this.audit = audit;
    }

    /** Members of a body as parameters of a job; which of them a job takes it says itself. */
    static Map<String, String> parameters(Fields body) {
        Map<String, String> parameters = new HashMap<>();
        for (String name : TEXTS) {
            body.optionalString(name.replace('-', '_'), 1, LONGEST).ifPresent(text -> parameters.put(name, text));
        }
        body.optionalDateTime(CleanupOrder.BEFORE)
                .ifPresent(time ->
                        parameters.put(CleanupOrder.BEFORE, time.toInstant().toString()));
        for (String name : List.of(CleanupOrder.DRY_RUN, RedriveOrder.NEVER_ATTEMPTED)) {
            body.optionalBool(name.replace('-', '_')).ifPresent(flag -> parameters.put(name, flag.toString()));
        }
        for (String name : List.of(CleanupOrder.BATCH_SIZE, ReconcileOrder.DAYS)) {
            body.optionalInteger(name.replace('-', '_'), 1, 10_000)
                    .ifPresent(number -> parameters.put(name, number.toString()));
        }
        return parameters;
    }

    /** 202 with the execution. */
    Response start(String job, Map<String, String> parameters) throws SQLException {
        long id = started(job, parameters);
        record("start", job, Json.createObjectBuilder(parameters).build());
        JsonValue run = jobs.run(id).<JsonValue>map(JobsResource::json).orElse(JsonValue.NULL);
        return Answer.of(202, run);
    }

    /** Of this node. */
    Response stop(JobRun run) throws SQLException {
        return stopped(jobs.stop(run.id()), run.job());
    }

    /** On whichever node. */
    Response stop(String job) throws SQLException {
        return stopped(jobs.stop(job), job);
    }

    private Response stopped(boolean isAsked, String job) throws SQLException {
        if (!isAsked) {
            throw Problem.badRequest("Job is not running");
        }
        record("stop", job, JsonValue.EMPTY_JSON_OBJECT);
        return Answer.message("Job will stop after its chunk");
    }

    private void record(String what, String job, JsonObject details) throws SQLException {
        audit.record(
                call.caller(),
                what,
                "job:" + job,
                Optional.empty(),
                Optional.<UUID>empty(),
                Optional.empty(),
                Optional.of(details));
    }

    JobSchedule schedule(String job, String cron) throws SQLException {
        try {
            JobSchedule schedule = jobs.schedule(job, cron);
            record("schedule", job, Json.createObjectBuilder().add("cron", cron).build());
            return schedule;
        } catch (JobOrderException e) {
            throw Problem.unprocessable(e.getMessage());
        }
    }

    private long started(String job, Map<String, String> parameters) {
        try {
            return jobs.start(job, parameters);
        } catch (JobOrderException e) {
            // Its texts name a parameter and the form of its value.
            throw Problem.unprocessable(e.getMessage());
        }
    }
}
