package org.fastsmtp.rule;

import jakarta.json.JsonException;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.fastsmtp.json.Json;

/** Reads a domain's rules for the mail path: one statement, so that version and rows are of one moment. */
public final class RuleRows {
    private static final String SELECT = """
            SELECT c.version,
                   s.id, s.name, s.priority, s.stop_on_match, s.is_enabled, s.created_at, s.updated_at,
                   r.id, r."order", r.name, r.field, r.operator, r.value, r.case_sensitive, r.action,
                   r.webhook_url_override, r.add_tags, r.preserve_raw, r.is_enabled, r.created_at, r.updated_at
              FROM domains d
              LEFT JOIN changes c ON c.topic = ?
              LEFT JOIN rulesets s ON s.domain_id = d.id
              LEFT JOIN rules r ON r.ruleset_id = s.id
             WHERE d.id = ?
             ORDER BY s.priority DESC, s.name, s.id, r."order", r.id
            """;

    private RuleRows() {}

    /** @throws IllegalStateException when the database does not answer: a passing fault */
    public static DomainRules load(DataSource database, UUID domainId) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(SELECT)) {
            statement.setString(1, RuleVersions.topic(domainId));
            statement.setObject(2, domainId);
            try (ResultSet rows = statement.executeQuery()) {
                return read(rows, domainId);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the rules of domain " + domainId + " cannot be read", e);
        }
    }

    private static DomainRules read(ResultSet rows, UUID domainId) throws SQLException {
        long version = 0;
        List<Ruleset> rulesets = new ArrayList<>();
        List<Rule> rules = new ArrayList<>();
        while (rows.next()) {
            version = rows.getLong(1);
            UUID ruleset = rows.getObject(2, UUID.class);
            if (ruleset == null) {
                continue;
            }
            int last = rulesets.size() - 1;
            if (last < 0 || !rulesets.get(last).id().equals(ruleset)) {
                close(rulesets, rules);
                rulesets.add(ruleset(rows, ruleset, domainId));
            }
            if (rows.getObject(9, UUID.class) != null) {
                rules.add(rule(rows, ruleset));
            }
        }
        close(rulesets, rules);
        return new DomainRules(version, rulesets);
    }

    /** Gives the last ruleset the rules read since it began. */
    private static void close(List<Ruleset> rulesets, List<Rule> rules) {
        if (!rules.isEmpty()) {
            int last = rulesets.size() - 1;
            rulesets.set(last, rulesets.get(last).with(rules));
            rules.clear();
        }
    }

    private static Ruleset ruleset(ResultSet rows, UUID id, UUID domainId) throws SQLException {
        return new Ruleset(
                id,
                domainId,
                rows.getString(3),
                rows.getInt(4),
                rows.getBoolean(5),
                rows.getBoolean(6),
                instant(rows, 7),
                instant(rows, 8),
                List.of());
    }

    private static Rule rule(ResultSet rows, UUID rulesetId) throws SQLException {
        UUID id = rows.getObject(9, UUID.class);
        RuleText text = new RuleText(
                Optional.ofNullable(rows.getString(11)),
                rows.getString(12),
                rows.getString(13),
                rows.getString(14),
                rows.getBoolean(15),
                rows.getString(16),
                Optional.ofNullable(rows.getString(17)),
                tags(id, rows.getString(18)),
                rows.getBoolean(19),
                rows.getBoolean(20));
        return new Rule(id, rulesetId, rows.getInt(10), text, instant(rows, 21), instant(rows, 22));
    }

    private static Instant instant(ResultSet rows, int column) throws SQLException {
        return rows.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** Null in rows of the original. */
    static List<String> tags(UUID ruleId, String json) {
        if (json == null) {
            return List.of();
        }
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readArray().getValuesAs(JsonString::getString);
        } catch (JsonException | ClassCastException e) {
            throw new RuleFailure(ruleId, "add_tags is not a list of texts");
        }
    }
}
