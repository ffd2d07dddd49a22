package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.fastsmtp.access.Scopes;
import org.fastsmtp.rule.InvalidRuleException;
import org.fastsmtp.rule.RuleCheck;
import org.fastsmtp.rule.Rulesets;
import org.fastsmtp.settings.Settings;

/** One rule of a domain (CONTRACT section 1.8), and what its rules would do with a mail. */
@Path("/domains/{domain_id}/rules")
@RequestScoped
public class RulesResource {
    private final Call call;
    private final Rulesets rulesets;
    private final RuleCheck check;
    private final Settings settings;

    public RulesResource() {
        this(null, null, null, null);
    }

    @Inject
    public RulesResource(Call call, Rulesets rulesets, RuleCheck check, Settings settings) {
        this.call = call;
        this.rulesets = rulesets;
        this.check = check;
        this.settings = settings;
    }

    @PUT
    @Path("{rule_id}")
    @WithBody
    public Response update() {
        UUID domainId = call.path("domain_id");
        UUID id = call.path("rule_id");
        Fields body = call.body();
        RuleWish wish = RuleWish.forUpdate(body, check);
        call.domain(domainId).requireAdmin().requireScope(Scopes.RULES_WRITE);
        if (rulesets.findRule(domainId, id).isEmpty()) {
            throw missing();
        }
        RulesetsResource.requireS3(wish, settings);
        try {
            return Answer.ok(RuleJson.of(rulesets.updateRule(call.caller(), domainId, id, wish::appliedTo)
                    .orElseThrow(RulesResource::missing)));
        } catch (InvalidRuleException e) {
            throw RulesetsResource.told(e, body);
        }
    }

    @DELETE
    @Path("{rule_id}")
    public Response delete() {
        UUID domainId = call.path("domain_id");
        UUID id = call.path("rule_id");
        call.domain(domainId).requireAdmin().requireScope(Scopes.RULES_WRITE);
        return rulesets.deleteRule(call.caller(), domainId, id)
                .map(rule -> Answer.message("Rule deleted"))
                .orElseThrow(RulesResource::missing);
    }

    private static Problem missing() {
        return Problem.notFound("Rule not found");
    }
}
