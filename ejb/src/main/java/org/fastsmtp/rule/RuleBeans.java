package org.fastsmtp.rule;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/** Puts the rules of this node together. */
@ApplicationScoped
public class RuleBeans {
    @Produces
    @Singleton
    RuleBook ruleBook(DataSource database) {
        return new RuleBook(domain -> RuleRows.load(database, domain), RuleBook.DEFAULT_WEIGHT);
    }

    @Produces
    @Singleton
    RuleVersions ruleVersions(DataSource database, RuleBook book) {
        return new RuleVersions(database, book);
    }
}
