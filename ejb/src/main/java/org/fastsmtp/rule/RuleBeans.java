package org.fastsmtp.rule;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import javax.sql.DataSource;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;
import org.fastsmtp.webhook.AddressGuard;
import org.fastsmtp.webhook.AllowList;

/** Puts the rules of this node together. */
@ApplicationScoped
public class RuleBeans {
    @Produces
    @Singleton
    RuleBook ruleBook(DataSource database) {
        return new RuleBook(domain -> RuleRows.load(database, domain), RuleBook.DEFAULT_WEIGHT);
    }

    /** No name is resolved here: whether an address may be called, the attempt decides. */
    @Produces
    @Singleton
    RuleCheck ruleCheck(Settings settings) {
        AllowList allowed = new AllowList(settings.get(Setting.WEBHOOK_ALLOWED_INTERNAL_DOMAINS));
        return new RuleCheck(new AddressGuard(allowed, host -> List.of())::checkLiteral);
    }

    @Produces
    @Singleton
    RuleVersions ruleVersions(DataSource database, RuleBook book) {
        return new RuleVersions(database, book);
    }
}
