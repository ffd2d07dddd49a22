package org.fastsmtp.rule;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rules are fresh within a second or two on every node, light ones at once on the node that changed them. */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RuleRefresh {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.rule");

    private RuleBook book;
    private RuleVersions versions;

    /** For the container. */
    public RuleRefresh() {}

    @Inject
    RuleRefresh(RuleBook book, RuleVersions versions) {
        this.book = book;
        this.versions = versions;
    }

    public void changedHere(@Observes(during = TransactionPhase.AFTER_SUCCESS) RulesChanged change) {
        book.changed(change.domainId());
    }

    @Schedule(second = "*", minute = "*", hour = "*", persistent = false)
    void look() {
        try {
            if (versions.refresh()) {
                LOG.debug("rules have changed");
            }
        } catch (SQLException e) {
            // The next second asks again; what the node knows stays in force, and the start's own look tells of the
            // outage.
            LOG.debug("the rules' versions cannot be read", e);
        }
    }
}
