package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fastsmtp.access.Audit;
import org.fastsmtp.access.Scopes;
import org.fastsmtp.json.Json;
import org.fastsmtp.retention.CleanupOrder;
import org.fastsmtp.retention.JobRun;
import org.fastsmtp.retention.Jobs;

/** {@code fastsmtp cleanup} on a running server: the job {@code cleanup}, and its count as the answer. */
@Path("operations/cleanup")
@RequestScoped
public class CleanupResource {
    private static final int LOOKS = 100;
    private static final long BETWEEN_LOOKS_MILLIS = 250;
    private static final Pattern DELETED = Pattern.compile("deleted=(\\d+)");

    private final Call call;
    private final Jobs jobs;
    private final Audit audit;

    public CleanupResource() {
        this(null, null, null);
    }

    @Inject
    public CleanupResource(Call call, Jobs jobs, Audit audit) {
        this.call = call;
        this.jobs = jobs;
        this.audit = audit;
    }

    /** {@code before}: what ended earlier goes; {@code dry_run}: only count. Waits for the job for a while. */
    @POST
    @WithBody
    public Response cleanup() throws SQLException, InterruptedException {
        Fields body = call.body();
        Optional<Instant> before = body.optionalDateTime("before").map(time -> time.toInstant());
        boolean isDryRun = body.optionalBool("dry_run").orElse(false);
        call.requireSuperuser().requireScope(Scopes.ADMIN);
        if (before.isEmpty() || before.get().isAfter(Instant.now())) {
            throw Problem.unprocessable("before must be a time in the past");
        }
        if (isDryRun) {
            return Answer.ok(answer(jobs.countExpired(before.get()), true));
        }
        JsonObject order = Json.createObjectBuilder()
                .add("before", before.get().toString())
                .build();
        audit.record(
                call.caller(),
                "start",
                "job:cleanup",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(order));
        return Answer.ok(answer(
                deleted(jobs.start(
                        Jobs.CLEANUP, Map.of(CleanupOrder.BEFORE, before.get().toString()))),
                false));
    }

    private long deleted(long execution) throws SQLException, InterruptedException {
        for (int look = 0; look < LOOKS; look++) {
            Optional<JobRun> run = jobs.run(execution);
            if (run.isPresent() && !run.get().isRunning()) {
                String status = run.get().exitStatus().orElse("");
                Matcher deleted = DELETED.matcher(status);
                if (run.get().status().equals("COMPLETED") && deleted.find()) {
                    return Long.parseLong(deleted.group(1));
                }
                throw status.endsWith(":busy")
                        ? Problem.conflict("Another run of the job is under way")
                        : new Problem(503, "The job failed; see the log, execution " + execution);
            }
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
        }
        throw new Problem(503, "The job goes on as execution " + execution + ": GET /api/v1/jobs");
    }

    private static JsonValue answer(long deleted, boolean isDryRun) {
        return Json.createObjectBuilder()
                .add("deleted", deleted)
                .add("dry_run", isDryRun)
                .build();
    }
}
