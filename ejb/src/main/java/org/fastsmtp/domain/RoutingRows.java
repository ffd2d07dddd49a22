package org.fastsmtp.domain;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Reads the routing table from the database: two statements, whatever the number of rows. */
public final class RoutingRows {
    private static final String DOMAINS = """
            SELECT id, domain_name, verify_dkim, verify_spf, reject_dkim_fail, reject_spf_fail, preserve_raw_message
            FROM domains WHERE is_enabled = TRUE AND deleted_at IS NULL""";
    private static final String RECIPIENTS = """
            SELECT r.id, r.domain_id, r.local_part, r.webhook_url
            FROM recipients r WHERE r.is_enabled = TRUE AND r.deleted_at IS NULL""";

    private final DataSource database;

    public RoutingRows(DataSource database) {
        this.database = Objects.requireNonNull(database);
    }

    /** The version in force: changes whenever a domain or recipient does. */
    public long version() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return version(connection);
        }
    }

    /** The version is read first: a change in between makes the next look read again, never miss it. */
    public RoutingTable load() throws SQLException {
        try (Connection connection = database.getConnection()) {
            long version = version(connection);
            Map<UUID, Map<String, Route>> routes = new HashMap<>();
            Map<UUID, Route> catchAlls = new HashMap<>();
            // One text for the many recipients that share a webhook.
            Map<String, String> urls = new HashMap<>();
            try (PreparedStatement statement = connection.prepareStatement(RECIPIENTS)) {
                statement.setFetchSize(1000);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        UUID domain = row.getObject(2, UUID.class);
                        String localPart = row.getString(3);
                        String url = row.getString(4);
                        Route route = new Route(row.getObject(1, UUID.class), urls.computeIfAbsent(url, text -> text));
                        if (localPart == null) {
                            catchAlls.put(domain, route);
                        } else {
                            routes.computeIfAbsent(domain, id -> new HashMap<>())
                                    .put(LocalPart.normalise(localPart), route);
                        }
                    }
                }
            }
            List<RoutedDomain> domains = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(DOMAINS);
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    UUID id = row.getObject(1, UUID.class);
                    domains.add(new RoutedDomain(
                            id,
                            row.getString(2),
                            flag(row, 3),
                            flag(row, 4),
                            flag(row, 5),
                            flag(row, 6),
                            flag(row, 7),
                            routes.getOrDefault(id, Map.of()),
                            Optional.ofNullable(catchAlls.get(id))));
                }
            }
            return new RoutingTable(version, domains);
        }
    }

    private static long version(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT version FROM changes WHERE topic = 'routing'");
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static Optional<Boolean> flag(ResultSet row, int column) throws SQLException {
        boolean value = row.getBoolean(column);
        return row.wasNull() ? Optional.empty() : Optional.of(value);
    }
}
