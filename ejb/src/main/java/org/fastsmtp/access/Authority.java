package org.fastsmtp.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** What a caller is in a domain. One statement, never cached: a role taken away counts at once. */
@ApplicationScoped
public class Authority {
    private static final String STANDING = "SELECT m.role FROM domains d"
            + " LEFT JOIN domain_members m ON m.domain_id = d.id AND m.user_id = ?"
            + " WHERE d.id = ? AND d.deleted_at IS NULL";

    private final DataSource database;

    protected Authority() {
        this(null);
    }

    @Inject
    public Authority(DataSource database) {
        this.database = database;
    }

    /** How a caller stands to a domain. */
    public sealed interface Standing {
        /** There is no such domain. */
        record NoDomain() implements Standing {}

        /** The domain is there, the caller is not one of its members. */
        record Stranger() implements Standing {}

        /** Root and superusers count as owners everywhere. */
        record Holder(Role role) implements Standing {}
    }

    public Standing standing(Caller caller, UUID domainId) {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(STANDING)) {
            select.setObject(1, caller.id());
            select.setObject(2, domainId);
            try (ResultSet rows = select.executeQuery()) {
                if (!rows.next()) {
                    return new Standing.NoDomain();
                }
                if (caller.isSuperuser()) {
                    return new Standing.Holder(Role.OWNER);
                }
                return Optional.ofNullable(rows.getString(1))
                        .<Standing>map(role -> new Standing.Holder(Role.of(role)))
                        .orElseGet(Standing.Stranger::new);
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
