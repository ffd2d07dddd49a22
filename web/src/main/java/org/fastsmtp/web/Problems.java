package org.fastsmtp.web;

import jakarta.json.JsonArrayBuilder;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.fastsmtp.access.ConflictException;
import org.fastsmtp.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every failure as an answer (CONTRACT section 1.1). What nobody expected is logged here, once, and told to nobody. */
@Provider
public class Problems implements ExceptionMapper<Throwable> {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.web");
    private static final int MAX_CAUSES = 20;

    @Override
    public Response toResponse(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause instanceof InvalidRequest invalid) {
                return invalid(invalid);
            }
            if (cause instanceof Problem problem) {
                return problem(problem);
            }
            if (cause instanceof TooManyRequests tooMany) {
                return Response.status(429)
                        .type("application/json")
                        .header(HttpHeaders.RETRY_AFTER, tooMany.retryAfter())
                        .entity(tooMany.json())
                        .build();
            }
            if (cause instanceof ConflictException conflict) {
                return problem(Problem.conflict(conflict.getMessage()));
            }
            if (cause instanceof WebApplicationException routing) {
                return routing(routing);
            }
            if (isDatabaseAway(cause)) {
                LOG.warn(
                        "request not served, database away: {}",
                        cause.getClass().getName());
                return problem(new Problem(503, "Database unavailable"));
            }
            cause = cause.getCause();
        }
        LOG.error("request failed", failure);
        return Response.status(500)
                .type("text/plain; charset=utf-8")
                .entity("Internal Server Error")
                .build();
    }

    private static Response invalid(InvalidRequest invalid) {
        JsonArrayBuilder faults = Json.createArrayBuilder();
        invalid.faults().forEach(fault -> faults.add(fault.json()));
        return Answer.of(422, Json.createObjectBuilder().add("detail", faults).build());
    }

    private static Response problem(Problem problem) {
        Response.ResponseBuilder answer =
                Response.status(problem.status()).type("application/json").entity(Answer.detail(problem.detail()));
        problem.headers().forEach(answer::header);
        return answer.build();
    }

    private static Response routing(WebApplicationException failure) {
        if (failure instanceof NotFoundException) {
            return problem(Problem.notFound("Not Found"));
        }
        if (failure instanceof NotAllowedException) {
            String allowed = Arrays.stream(String.valueOf(failure.getResponse().getHeaderString(HttpHeaders.ALLOW))
                            .split(",", -1))
                    .map(String::strip)
                    .filter(method -> !method.equals("HEAD") && !method.equals("OPTIONS"))
                    .sorted()
                    .collect(Collectors.joining(", "));
            return Response.fromResponse(problem(new Problem(405, "Method Not Allowed")))
                    .header(HttpHeaders.ALLOW, allowed)
                    .build();
        }
        int status = failure.getResponse().getStatus();
        return problem(new Problem(
                status,
                Response.Status.fromStatusCode(status) == null
                        ? "Error"
                        : Response.Status.fromStatusCode(status).getReasonPhrase()));
    }

    /**
     * What a check before should have caught, or what only concurrency brings about: never 500.
     *
     * <p>Class 22: a value that no column takes; class 23: a constraint; 40, HYT00: two transactions in each other's way.
     */
    static Optional<Problem> refused(String state) {
        if (state.startsWith("23")) {
            return Optional.of(Problem.conflict("Conflicts with a change made at the same time"));
        }
        if (state.startsWith("22")) {
            return Optional.of(Problem.unprocessable("A value cannot be stored"));
        }
        return state.startsWith("40") || state.equals("HYT00")
                ? Optional.of(new Problem(503, "Busy, try again", Map.of(HttpHeaders.RETRY_AFTER, "1")))
                : Optional.empty();
    }

    /** Class 08: connection; 57P: PostgreSQL shutting down or starting; 90 098 and 90 121: H2 closed. */
    static boolean isDatabaseAway(Throwable failure) {
        if (failure instanceof SQLException sql) {
            String state = String.valueOf(sql.getSQLState());
            return sql instanceof SQLTransientConnectionException
                    || sql instanceof SQLNonTransientConnectionException
                    || state.startsWith("08")
                    || state.startsWith("57P")
                    || state.equals("90098")
                    || state.equals("90121");
        }
        String type = failure.getClass().getName();
        return type.equals("jakarta.resource.ResourceException")
                || type.equals("org.hibernate.exception.JDBCConnectionException");
    }
}
