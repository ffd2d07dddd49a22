package org.fastsmtp.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The log of who changed what, when and from where. Written in the transaction of the change: both are there or neither. Whoever calls
 * leaves secrets out of {@code before} and {@code after}.
 */
@ApplicationScoped
public class Audit {
    private static final String INSERT = "INSERT INTO audit_log"
            + " (id, actor_id, actor, key_prefix, client_ip, action, target, target_id, domain_id, before_change, after_change)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final DataSource database;

    protected Audit() {
        this(null);
    }

    @Inject
    public Audit(DataSource database) {
        this.database = database;
    }

    /**
     * @param action what was done, e.g. {@code create}, {@code update}, {@code delete}
     * @param target what kind of thing, e.g. {@code recipient}
     * @param domainId the domain it belongs to, where it does
     */
    public void record(
            Caller caller,
            String action,
            String target,
            Optional<UUID> targetId,
            Optional<UUID> domainId,
            Optional<JsonObject> before,
            Optional<JsonObject> after) {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setObject(1, UUID.randomUUID());
            insert.setObject(2, caller.isRoot() ? null : caller.id());
            insert.setString(3, caller.name());
            insert.setString(4, caller.keyPrefix().orElse(null));
            insert.setString(5, caller.clientIp());
            insert.setString(6, action);
            insert.setString(7, target);
            insert.setObject(8, targetId.orElse(null));
            insert.setObject(9, domainId.orElse(null));
            insert.setString(10, before.map(JsonObject::toString).orElse(null));
            insert.setString(11, after.map(JsonObject::toString).orElse(null));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
