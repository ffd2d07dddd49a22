package org.fastsmtp.web;

import jakarta.ejb.EJBException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.access.Audit;
import org.fastsmtp.access.Scopes;
import org.fastsmtp.json.Json;
import org.fastsmtp.retention.CleanupOrder;
import org.fastsmtp.retention.JobRun;
import org.fastsmtp.retention.Jobs;

/** The batch jobs, for superusers whose key has the scope {@code admin}: what ran, start, stop. */
@Path("jobs")
@RequestScoped
public class JobsResource {
    private static final int MOST = 100;

    private final Call call;
    private final Jobs jobs;
    private final Audit audit;

    public JobsResource() {
        this(null, null, null);
    }

    @Inject
    public JobsResource(Call call, Jobs jobs, Audit audit) {
        this.call = call;
        this.jobs = jobs;
        this.audit = audit;
    }

    /** The latest executions of all jobs, newest first. */
    @GET
    public Response list() throws SQLException {
        int limit = call.query().optionalInteger("limit", 1, MOST).orElse(20);
        call.requireSuperuser().requireScope(Scopes.ADMIN);
        return Answer.list(jobs.runs(Optional.empty(), limit), JobsResource::json);
    }

    /** Starts one; the body's members are its parameters: for cleanup older_than, before, dry_run, batch_size. */
    @POST
    @Path("{job}")
    @WithBody
    public Response start(@PathParam("job") String job) throws SQLException {
        Map<String, String> parameters = parameters(call.body());
        call.requireSuperuser().requireScope(Scopes.ADMIN);
        if (!Jobs.NAMES.contains(job)) {
            throw Problem.notFound("Job not found");
        }
        long id = started(job, parameters);
        audit.record(
                call.caller(),
                "start",
                "job:" + job,
                Optional.empty(),
                Optional.<UUID>empty(),
                Optional.empty(),
                Optional.of(Json.createObjectBuilder(Map.<String, Object>copyOf(parameters))
                        .build()));
        JsonValue run = jobs.run(id).<JsonValue>map(JobsResource::json).orElse(JsonValue.NULL);
        return Answer.of(202, run);
    }

    @GET
    @Path("executions/{execution}")
    public Response execution(@PathParam("execution") String execution) throws SQLException {
        call.requireSuperuser().requireScope(Scopes.ADMIN);
        return Answer.ok(json(run(execution)));
    }

    @POST
    @Path("executions/{execution}/stop")
    public Response stop(@PathParam("execution") String execution) throws SQLException {
        call.requireSuperuser().requireScope(Scopes.ADMIN);
        JobRun run = run(execution);
        if (!run.isRunning()) {
            throw Problem.badRequest("Job is not running");
        }
        if (!jobs.stop(run.id())) {
            throw Problem.conflict("Job runs on another node");
        }
        return Answer.message("Job will stop after its chunk");
    }

    private JobRun run(String execution) throws SQLException {
        try {
            return jobs.run(Long.parseLong(execution)).orElseThrow(() -> Problem.notFound("Execution not found"));
        } catch (NumberFormatException e) {
            throw Problem.notFound("Execution not found");
        }
    }

    private long started(String job, Map<String, String> parameters) {
        try {
            return jobs.start(job, parameters);
        } catch (EJBException e) {
            if (e.getCause() instanceof IllegalArgumentException fault) {
                // Its texts name a parameter and the form of its value.
                throw Problem.unprocessable(fault.getMessage());
            }
            throw e;
        }
    }

    private static Map<String, String> parameters(Fields body) {
        Map<String, String> parameters = new HashMap<>();
        body.optionalString("older_than", 1, 50).ifPresent(text -> parameters.put(CleanupOrder.OLDER_THAN, text));
        body.optionalDateTime("before")
                .ifPresent(time ->
                        parameters.put(CleanupOrder.BEFORE, time.toInstant().toString()));
        body.optionalBool("dry_run").ifPresent(flag -> parameters.put(CleanupOrder.DRY_RUN, flag.toString()));
        body.optionalInteger("batch_size", 1, 10_000)
                .ifPresent(size -> parameters.put(CleanupOrder.BATCH_SIZE, size.toString()));
        return parameters;
    }

    static JsonObject json(JobRun run) {
        return Json.createObjectBuilder()
                .add("execution_id", run.id())
                .add("job", run.job())
                .add("status", run.status())
                .add("exit_status", Answer.text(run.exitStatus()))
                .add("created_at", Answer.time(run.created()))
                .add("started_at", Answer.orNull(run.started(), (Instant instant) -> Answer.time(instant)))
                .add("ended_at", Answer.orNull(run.ended(), (Instant instant) -> Answer.time(instant)))
                .build();
    }
}
