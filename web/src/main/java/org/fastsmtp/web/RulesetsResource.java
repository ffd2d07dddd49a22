package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.access.Scopes;
import org.fastsmtp.rule.InvalidRuleException;
import org.fastsmtp.rule.RuleCheck;
import org.fastsmtp.rule.RuleLimits;
import org.fastsmtp.rule.Ruleset;
import org.fastsmtp.rule.RulesetText;
import org.fastsmtp.rule.Rulesets;
import org.fastsmtp.settings.Settings;

/** Rulesets of a domain, and the rules inside one (CONTRACT section 1.8). */
@Path("/domains/{domain_id}/rulesets")
@RequestScoped
public class RulesetsResource {
    private final Call call;
    private final Rulesets rulesets;
    private final RuleCheck check;
    private final Settings settings;

    public RulesetsResource() {
        this(null, null, null, null);
    }

    @Inject
    public RulesetsResource(Call call, Rulesets rulesets, RuleCheck check, Settings settings) {
        this.call = call;
        this.rulesets = rulesets;
        this.check = check;
        this.settings = settings;
    }

    @GET
    public Response list() {
        UUID domainId = call.path("domain_id");
        call.domain(domainId).requireMember().requireScope(Scopes.RULES_READ);
        return Answer.list(rulesets.list(domainId), RuleJson::of);
    }

    @POST
    @WithBody
    public Response create() {
        UUID domainId = call.path("domain_id");
        Fields body = call.body();
        RulesetText text = new RulesetText(
                body.requiredString("name", 1, RuleLimits.MAX_NAME),
                body.optionalInteger("priority", 0, RuleLimits.MAX_PRIORITY).orElse(0),
                body.optionalBool("stop_on_match").orElse(true),
                true);
        call.domain(domainId).requireAdmin().requireScope(Scopes.RULES_WRITE);
        try {
            return Answer.created(RuleJson.of(rulesets.create(call.caller(), domainId, text)));
        } catch (InvalidRuleException e) {
            throw told(e, body);
        }
    }

    @GET
    @Path("{ruleset_id}")
    public Response read() {
        UUID domainId = call.path("domain_id");
        UUID id = call.path("ruleset_id");
        call.domain(domainId).requireMember().requireScope(Scopes.RULES_READ);
        return Answer.ok(RuleJson.withRules(rulesets.find(domainId, id).orElseThrow(RulesetsResource::missing)));
    }

    @PUT
    @Path("{ruleset_id}")
    @WithBody
    public Response update() {
        UUID domainId = call.path("domain_id");
        UUID id = call.path("ruleset_id");
        Fields body = call.body();
        Optional<String> name = body.optionalString("name", 1, RuleLimits.MAX_NAME);
        Optional<Integer> priority = body.optionalInteger("priority", 0, RuleLimits.MAX_PRIORITY);
        Optional<Boolean> stop = body.optionalBool("stop_on_match");
        Optional<Boolean> enabled = body.optionalBool("is_enabled");
        call.domain(domainId).requireAdmin().requireScope(Scopes.RULES_WRITE);
        try {
            Ruleset changed = rulesets.update(
                            call.caller(),
                            domainId,
                            id,
                            stored -> new RulesetText(
                                    name.orElse(stored.name()),
                                    priority.orElse(stored.priority()),
                                    stop.orElse(stored.stopOnMatch()),
                                    enabled.orElse(stored.enabled())))
                    .orElseThrow(RulesetsResource::missing);
            return Answer.ok(RuleJson.of(changed));
        } catch (InvalidRuleException e) {
            throw told(e, body);
        }
    }

    @DELETE
    @Path("{ruleset_id}")
    public Response delete() {
        UUID domainId = call.path("domain_id");
        UUID id = call.path("ruleset_id");
        call.domain(domainId).requireAdmin().requireScope(Scopes.RULES_WRITE);
        Ruleset gone = rulesets.delete(call.caller(), domainId, id).orElseThrow(RulesetsResource::missing);
        return Answer.message("Ruleset '" + gone.name() + "' deleted");
    }

    @POST
    @Path("{ruleset_id}/rules")
    @WithBody
    public Response addRule() {
        UUID domainId = call.path("domain_id");
        UUID id = call.path("ruleset_id");
        Fields body = call.body();
        RuleWish wish = RuleWish.forCreation(body, check);
        call.domain(domainId).requireAdmin().requireScope(Scopes.RULES_WRITE);
        requireS3(wish, settings);
        try {
            return Answer.created(RuleJson.of(
                    rulesets.addRule(call.caller(), domainId, id, wish.text()).orElseThrow(RulesetsResource::missing)));
        } catch (InvalidRuleException e) {
            throw told(e, body);
        }
    }

    @POST
    @Path("{ruleset_id}/reorder")
    @WithBody
    public Response reorder() {
        UUID domainId = call.path("domain_id");
        UUID id = call.path("ruleset_id");
        List<UUID> ids = call.body().requiredUuids("rule_ids", 1, 2 * RuleLimits.MAX_RULES_OF_DOMAIN);
        call.domain(domainId).requireAdmin().requireScope(Scopes.RULES_WRITE);
        return switch (rulesets.reorder(call.caller(), domainId, id, ids)) {
            case DONE -> Answer.message("Reordered " + ids.stream().distinct().count() + " rules");
            case NO_SUCH_RULESET -> throw missing();
            case FOREIGN_RULE -> throw Problem.badRequest("A rule was not found in this ruleset");
            case INCOMPLETE -> throw Problem.badRequest("All rules of the ruleset must be listed");
        };
    }

    /** A rule may only ask for what can be done. */
    static void requireS3(RuleWish wish, Settings settings) {
        if (wish.wantsRaw() && !settings.hasS3()) {
            throw Problem.unprocessable(
                    "preserve_raw needs these settings: " + String.join(", ", settings.missingS3()));
        }
    }

    /** The faults of the rule as a whole, in the list form. */
    static InvalidRequest told(InvalidRuleException invalid, Fields body) {
        return new InvalidRequest(invalid.faults().stream()
                .map(fault -> new Fault(
                        "value_error",
                        List.of("body", fault.field()),
                        "Value error, " + fault.message(),
                        body.raw(fault.field()).orElse(jakarta.json.JsonValue.NULL),
                        java.util.Map.of("error", jakarta.json.JsonValue.EMPTY_JSON_OBJECT)))
                .toList());
    }

    private static Problem missing() {
        return Problem.notFound("Ruleset not found");
    }
}
