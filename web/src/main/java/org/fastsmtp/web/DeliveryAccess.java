package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.access.DatabaseException;
import org.fastsmtp.access.Scopes;
import org.fastsmtp.delivery.DeliveryLog;
import org.fastsmtp.delivery.LogEntry;

/** The delivery that the path names, for whoever may see it. Faults of the path first, then 404, 403. */
@RequestScoped
public class DeliveryAccess {
    private Call call;
    private DeliveryLog log;

    protected DeliveryAccess() {}

    @Inject
    DeliveryAccess(Call call, DeliveryLog log) {
        this.call = call;
        this.log = log;
    }

    LogEntry forMember() {
        return entry(false);
    }

    LogEntry forAdmin() {
        return entry(true);
    }

    static Problem missing() {
        return Problem.notFound("Delivery log entry not found");
    }

    private LogEntry entry(boolean admin) {
        UUID id = call.path("log_id");
        call.validated();
        try {
            LogEntry entry = log.entry(id).orElseThrow(DeliveryAccess::missing);
            require(entry, admin);
            return entry;
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** The row of a domain that is gone belongs to superusers (CONTRACT sections 1.4 and 12). */
    private void require(LogEntry entry, boolean admin) {
        Optional<DomainAccess> access = entry.domainId().flatMap(this::standing);
        if (access.isEmpty()) {
            call.requireSuperuser().requireScope(Scopes.LOGS_READ);
        } else if (admin) {
            access.get().requireAdmin().requireScope(Scopes.LOGS_READ);
        } else {
            access.get().requireMember().requireScope(Scopes.LOGS_READ);
        }
    }

    private Optional<DomainAccess> standing(UUID domainId) {
        try {
            return Optional.of(call.domain(domainId));
        } catch (Problem e) {
            if (e.status() == Response.Status.NOT_FOUND.getStatusCode()) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
