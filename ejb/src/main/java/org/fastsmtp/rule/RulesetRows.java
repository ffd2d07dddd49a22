package org.fastsmtp.rule;

import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The statements of {@link Rulesets}, in its transaction. */
final class RulesetRows {
    private static final String LOCK = "SELECT version FROM changes WHERE topic = ? FOR UPDATE";
    private static final String NEW_COUNTER = "new rules";
    private static final String FIRST = "INSERT INTO changes (topic, version) VALUES (?, 0)";
    private static final String BUMP = "UPDATE changes SET version = version + 1 WHERE topic = ?";

    private final EntityManager entities;

    RulesetRows(EntityManager entities) {
        this.entities = entities;
    }

    /**
     * Before anything is read: from here to the end of the transaction nobody else changes rules of the domain. What is locked is the
     * domain's counter, so that mail, whose rows refer to the domain's, does not wait.
     */
    void lock(UUID domainId) {
        String topic = RuleVersions.topic(domainId);
        if (!isLocked(topic)) {
            // The first rules ever of this domain: one at a time makes a counter. Not the domain's own row: who holds
            // the counter needs that.
            isLocked(NEW_COUNTER);
            if (!isLocked(topic)) {
                entities.createNativeQuery(FIRST).setParameter(1, topic).executeUpdate();
            }
        }
    }

    private boolean isLocked(String topic) {
        return !entities.createNativeQuery(LOCK)
                .setParameter(1, topic)
                .getResultList()
                .isEmpty();
    }

    /** After the change, last of all: every rule change of the server waits at the common counter. */
    void bump(UUID domainId) {
        entities.flush();
        for (String topic : List.of(RuleVersions.topic(domainId), RuleVersions.ALL)) {
            entities.createNativeQuery(BUMP).setParameter(1, topic).executeUpdate();
        }
    }

    List<RulesetRow> rulesets(UUID domainId) {
        return entities.createQuery(
                        "SELECT s FROM RulesetRow s WHERE s.domainId = :domain ORDER BY s.priority DESC, s.name",
                        RulesetRow.class)
                .setParameter("domain", domainId)
                .getResultList();
    }

    Optional<RulesetRow> ruleset(UUID domainId, UUID id) {
        return entities.createQuery(
                        "SELECT s FROM RulesetRow s WHERE s.id = :id AND s.domainId = :domain", RulesetRow.class)
                .setParameter("id", id)
                .setParameter("domain", domainId)
                .getResultStream()
                .findAny();
    }

    boolean isTaken(UUID domainId, String name) {
        return !entities.createQuery(
                        "SELECT s.id FROM RulesetRow s WHERE s.domainId = :domain AND s.name = :name", UUID.class)
                .setParameter("domain", domainId)
                .setParameter("name", name)
                .getResultList()
                .isEmpty();
    }

    long rulesetCount(UUID domainId) {
        return entities.createQuery("SELECT COUNT(s) FROM RulesetRow s WHERE s.domainId = :domain", Long.class)
                .setParameter("domain", domainId)
                .getSingleResult();
    }

    List<RuleRow> rules(UUID rulesetId) {
        return entities.createQuery(
                        "SELECT r FROM RuleRow r WHERE r.rulesetId = :ruleset ORDER BY r.order, r.id", RuleRow.class)
                .setParameter("ruleset", rulesetId)
                .getResultList();
    }

    Optional<RuleRow> rule(UUID domainId, UUID id) {
        return entities.createQuery(
                        "SELECT r FROM RuleRow r, RulesetRow s"
                                + " WHERE r.id = :id AND s.id = r.rulesetId AND s.domainId = :domain",
                        RuleRow.class)
                .setParameter("id", id)
                .setParameter("domain", domainId)
                .getResultStream()
                .findAny();
    }

    int nextOrder(UUID rulesetId) {
        return entities.createQuery(
                        "SELECT COALESCE(MAX(r.order), -1) + 1 FROM RuleRow r WHERE r.rulesetId = :ruleset",
                        Integer.class)
                .setParameter("ruleset", rulesetId)
                .getSingleResult();
    }

    /** What speaks against so much more in a domain (finding 15). */
    List<RuleFault> limits(UUID domainId, int rules, int weight) {
        Object[] now = entities.createQuery(
                        "SELECT COUNT(r), COALESCE(SUM(r.weight), 0) FROM RuleRow r, RulesetRow s"
                                + " WHERE s.id = r.rulesetId AND s.domainId = :domain",
                        Object[].class)
                .setParameter("domain", domainId)
                .getSingleResult();
        if (((Number) now[0]).longValue() + rules > RuleLimits.MAX_RULES_OF_DOMAIN) {
            return List.of(RuleFault.ofLimit("a domain has at most " + RuleLimits.MAX_RULES_OF_DOMAIN + " rules"));
        }
        if (weight > 0 && ((Number) now[1]).longValue() + weight > RuleLimits.MAX_WEIGHT_OF_DOMAIN) {
            return List.of(RuleFault.ofLimit("the rules of this domain would take more than "
                    + RuleLimits.MAX_WEIGHT_OF_DOMAIN + " bytes of memory once compiled"));
        }
        return List.of();
    }

    /**
     * What speaks against one more pattern on the body.
     *
     * @param replaced the rule that is to become {@code text}; a new one is none of the stored
     */
    List<RuleFault> bodyPatterns(UUID domainId, UUID replaced, RuleText text) {
        if (!RulePattern.isOnBody(text)) {
            return List.of();
        }
        List<RuleText> patterns = entities.createQuery(
                        "SELECT r FROM RuleRow r, RulesetRow s WHERE s.id = r.rulesetId AND s.domainId = :domain"
                                + " AND r.field = 'body' AND r.id <> :replaced",
                        RuleRow.class)
                .setParameter("domain", domainId)
                .setParameter("replaced", replaced)
                .getResultStream()
                .map(RuleRow::text)
                .filter(RulePattern::isOnBody)
                .toList();
        if (patterns.size() >= RuleLimits.MAX_BODY_PATTERNS) {
            return List.of(RuleFault.ofLimit(
                    "a domain has at most " + RuleLimits.MAX_BODY_PATTERNS + " patterns on the body"));
        }
        if (!RulePattern.isSelective(text.value())
                && patterns.stream()
                                .filter(one -> !RulePattern.isSelective(one.value()))
                                .count()
                        >= RuleLimits.MAX_UNSELECTIVE_BODY_PATTERNS) {
            return List.of(RuleFault.ofLimit("a domain has at most " + RuleLimits.MAX_UNSELECTIVE_BODY_PATTERNS
                    + " patterns on the body that do not contain a fixed text of three characters"));
        }
        return List.of();
    }

    /** Stores it now and reads what the database sets. */
    void add(Object row) {
        entities.persist(row);
        refresh(row);
    }

    void refresh(Object row) {
        entities.flush();
        entities.refresh(row);
    }

    void remove(Object row) {
        entities.remove(row);
    }
}
