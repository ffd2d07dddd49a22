package org.fastsmtp.rule;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Keeps the book of this node fresh whoever changes rules, here or on another node: called once a second, looks at one number, and at those
 * of the domains only when it moved.
 */
public final class RuleVersions {
    /** In table {@code changes}: moves with every change of any domain's rules. */
    static final String ALL = "rules";

    private static final String ONE = "SELECT version FROM changes WHERE topic = ?";
    private static final String EACH = "SELECT topic, version FROM changes WHERE topic LIKE 'rules:%'";

    private final DataSource database;
    private final RuleBook book;
    private long seen = -1;

    public RuleVersions(DataSource database, RuleBook book) {
        this.database = Objects.requireNonNull(database);
        this.book = Objects.requireNonNull(book);
    }

    /** The counter of one domain. */
    static String topic(UUID domainId) {
        return ALL + ":" + domainId;
    }

    /**
     * @return whether something has changed since the last call
     * @throws SQLException the database cannot be asked; the rules that the node knows stay in force
     */
    public synchronized boolean refresh() throws SQLException {
        try (Connection connection = database.getConnection()) {
            long now = all(connection);
            if (now == seen) {
                return false;
            }
            // Read after the number: a change in between is looked at again with the next one, never missed.
            book.keepOnly(each(connection));
            seen = now;
            return true;
        }
    }

    private static long all(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ONE)) {
            statement.setString(1, ALL);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    private static Map<UUID, Long> each(Connection connection) throws SQLException {
        Map<UUID, Long> versions = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(EACH);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                versions.put(UUID.fromString(row.getString(1).substring(ALL.length() + 1)), row.getLong(2));
            }
        }
        return versions;
    }
}
