package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.fastsmtp.access.Scopes;
import org.fastsmtp.json.Json;
import org.fastsmtp.retention.JobRun;
import org.fastsmtp.retention.JobSchedule;
import org.fastsmtp.retention.JobStep;
import org.fastsmtp.retention.Jobs;
import org.fastsmtp.retention.RunningJob;
import org.fastsmtp.settings.Cron;

/** The batch jobs, for superusers whose key has the scope {@code admin}: what ran, start, stop. */
@Path("jobs")
@RequestScoped
public class JobsResource {
    private static final int MOST = 100;
    private static final int LONGEST_CRON = 200;

    private final Call call;
    private final Jobs jobs;
    private final JobOrders orders;

    public JobsResource() {
        this(null, null, null);
    }

    @Inject
    public JobsResource(Call call, Jobs jobs, JobOrders orders) {
        this.call = call;
        this.jobs = jobs;
        this.orders = orders;
    }

    /** The latest executions of all jobs, newest first. */
    @GET
    public Response list() throws SQLException {
        int limit = call.query().optionalInteger("limit", 1, MOST).orElse(20);
        call.requireSuperuser().requireScope(Scopes.ADMIN);
        return Answer.list(jobs.runs(Optional.empty(), limit), JobsResource::json);
    }

    /** Starts one; the body's members are its parameters, with underscores instead of hyphens. */
    @POST
    @Path("{job}")
    @WithBody
    public Response start(@PathParam("job") String job) throws SQLException {
        Map<String, String> parameters = JobOrders.parameters(call.body());
        call.requireSuperuser().requireScope(Scopes.ADMIN);
        if (!Jobs.NAMES.contains(job)) {
            throw Problem.notFound("Job not found");
        }
        return orders.start(job, parameters);
    }

    /** When the jobs run by themselves. */
    @GET
    @Path("schedules")
    public Response schedules() throws SQLException {
        call.requireSuperuser().requireScope(Scopes.ADMIN);
        return Answer.list(jobs.schedules(), JobsResource::json);
    }

    /** Changes the schedule on every node; null: as the settings say. */
    @PUT
    @Path("schedules/{job}")
    @WithBody
    public Response schedule(@PathParam("job") String job) throws SQLException {
        Optional<String> cron = call.body().optionalString("cron", 0, LONGEST_CRON);
        call.requireSuperuser().requireScope(Scopes.ADMIN);
        if (!Jobs.NAMES.contains(job)) {
            throw Problem.notFound("Job not found");
        }
        return Answer.ok(json(orders.schedule(job, cron.orElse(""))));
    }

    @GET
    @Path("executions/{execution}")
    public Response execution(@PathParam("execution") String execution) throws SQLException {
        call.requireSuperuser().requireScope(Scopes.ADMIN);
        JobRun run = run(execution);
        JsonArrayBuilder steps = Json.createArrayBuilder();
        for (JobStep step : jobs.steps(run.id())) {
            steps.add(Json.createObjectBuilder()
                    .add("name", step.name())
                    .add("status", step.status())
                    .add("read", step.read())
                    .add("written", step.written()));
        }
        return Answer.ok(Json.createObjectBuilder(json(run)).add("steps", steps).build());
    }

    @POST
    @Path("executions/{execution}/stop")
    public Response stop(@PathParam("execution") String execution) throws SQLException {
        call.requireSuperuser().requireScope(Scopes.ADMIN);
        return orders.stop(run(execution));
    }

    /** What runs now, on whichever node. */
    @GET
    @Path("running")
    public Response running() throws SQLException {
        call.requireSuperuser().requireScope(Scopes.ADMIN);
        return Answer.list(jobs.running(), JobsResource::json);
    }

    /** Stops it on whichever node it runs. */
    @POST
    @Path("{job}/stop")
    public Response stopJob(@PathParam("job") String job) throws SQLException {
        call.requireSuperuser().requireScope(Scopes.ADMIN);
        if (!Jobs.NAMES.contains(job)) {
            throw Problem.notFound("Job not found");
        }
        return orders.stop(job);
    }

    private JobRun run(String execution) throws SQLException {
        try {
            return jobs.run(Long.parseLong(execution)).orElseThrow(() -> Problem.notFound("Execution not found"));
        } catch (NumberFormatException e) {
            throw Problem.notFound("Execution not found");
        }
    }

    private static JsonObject json(JobSchedule schedule) {
        return Json.createObjectBuilder()
                .add("job", schedule.job())
                .add("cron", Answer.text(schedule.cron().map(Cron::toString)))
                .add("source", schedule.source().word())
                .add("next", Answer.orNull(schedule.next(), (Instant instant) -> Answer.time(instant)))
                .build();
    }

    private static JsonObject json(RunningJob run) {
        return Json.createObjectBuilder()
                .add("node", run.node())
                .add("execution_id", run.id())
                .add("job", run.job())
                .add("started_at", Answer.time(run.started()))
                .add("is_stopping", run.isStopping())
                .build();
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
