package org.fastsmtp.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
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

    private static final String SELECT =
            "SELECT id, created_at, actor_id, actor, key_prefix, client_ip, action, target,"
                    + " target_id, domain_id, before_change, after_change FROM audit_log";

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

    /**
     * What is looked for in the log; empty: everything.
     *
     * @param limit most entries returned
     * @param offset entries passed over, counted from the newest
     */
    public record Search(
            Optional<Instant> since,
            Optional<Instant> until,
            Optional<String> actor,
            Optional<String> target,
            Optional<UUID> domainId,
            int limit,
            int offset) {}

    /** Newest first. */
    public List<AuditEntry> list(Search search) {
        StringBuilder where = new StringBuilder();
        List<Object> values = new ArrayList<>();
        add(where, values, "created_at >= ?", search.since().map(Audit::utc));
        add(where, values, "created_at < ?", search.until().map(Audit::utc));
        add(where, values, "actor = ?", search.actor());
        add(where, values, "target = ?", search.target());
        add(where, values, "domain_id = ?", search.domainId());
        values.add(search.limit());
        values.add(search.offset());
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        SELECT + where + " ORDER BY created_at DESC, id LIMIT ? OFFSET ?")) {
            for (int i = 0; i < values.size(); i++) {
                select.setObject(i + 1, values.get(i));
            }
            List<AuditEntry> entries = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    entries.add(new AuditEntry(
                            row.getObject(1, UUID.class),
                            row.getObject(2, OffsetDateTime.class).toInstant(),
                            Optional.ofNullable(row.getObject(3, UUID.class)),
                            row.getString(4),
                            Optional.ofNullable(row.getString(5)),
                            row.getString(6),
                            row.getString(7),
                            row.getString(8),
                            Optional.ofNullable(row.getObject(9, UUID.class)),
                            Optional.ofNullable(row.getObject(10, UUID.class)),
                            Optional.ofNullable(row.getString(11)),
                            Optional.ofNullable(row.getString(12))));
                }
            }
            return entries;
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static void add(StringBuilder where, List<Object> values, String condition, Optional<?> value) {
        if (value.isPresent()) {
            where.append(where.isEmpty() ? " WHERE " : " AND ").append(condition);
            values.add(value.get());
        }
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
