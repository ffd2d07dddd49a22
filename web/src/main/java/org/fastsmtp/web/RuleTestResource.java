package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.fastsmtp.access.DatabaseException;
import org.fastsmtp.access.Scopes;
import org.fastsmtp.authentication.Result;
import org.fastsmtp.authentication.Verdicts;
import org.fastsmtp.intake.Rehearsal;

/** What the rules of a domain would do with a mail, and why: a raw message, or the one of a delivery. Nothing is stored or sent. */
@Path("/domains/{domain_id}/rules/test")
@RequestScoped
public class RuleTestResource {
    private static final List<String> RESULTS =
            Arrays.stream(Result.values()).map(Result::word).toList();
    private static final Pattern ADDRESS =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final int MOST_RECIPIENTS = 1000;
    private static final int LONGEST_ADDRESS = 1000;

    private final Call call;
    private final Rehearsal rehearsal;

    public RuleTestResource() {
        this(null, null);
    }

    @Inject
    public RuleTestResource(Call call, Rehearsal rehearsal) {
        this.call = call;
        this.rehearsal = rehearsal;
    }

    @POST
    @WithBody
    public Response test() {
        UUID domainId = call.path("domain_id");
        Fields body = call.body();
        Optional<String> raw = body.optionalString("raw_message", 0, BodyReader.MAX_BODY);
        Optional<UUID> delivery =
                body.has("delivery_id") ? Optional.of(body.requiredUuid("delivery_id")) : Optional.empty();
        if (body.has("raw_message") == body.has("delivery_id")) {
            body.valueError("raw_message", "either raw_message or delivery_id must be given");
        }
        Rehearsal.Sample sample = sample(body, raw.orElse(""));
        DomainAccess domain = call.domain(domainId).requireMember().requireScope(Scopes.RULES_READ);
        try {
            if (delivery.isEmpty()) {
                return Answer.ok(RuleJson.of(rehearsal.of(domainId, sample)));
            }
            domain.requireScope(Scopes.LOGS_READ);
            return Answer.ok(RuleJson.of(rehearsal
                    .ofDelivery(domainId, delivery.get())
                    .orElseThrow(() -> Problem.notFound("Delivery not found"))));
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** What a message does not say of itself may be given beside it; nothing is looked up. */
    private static Rehearsal.Sample sample(Fields body, String raw) {
        String from = body.optionalString("envelope_from", 0, LONGEST_ADDRESS).orElse("");
        return new Rehearsal.Sample(
                raw.getBytes(StandardCharsets.UTF_8),
                client(body),
                from.equals("<>") ? "" : from,
                body.optionalStrings("envelope_to", MOST_RECIPIENTS, LONGEST_ADDRESS)
                        .orElse(List.of()),
                verdicts(result(body, "dkim_result"), result(body, "spf_result"), result(body, "dmarc_result")));
    }

    private static InetAddress client(Fields body) {
        String text = body.optionalString("client_ip", 1, 45).orElse("127.0.0.1");
        try {
            if (ADDRESS.matcher(text).matches()) {
                return InetAddress.getByName(text);
            }
        } catch (UnknownHostException e) {
            // told below
        }
        body.valueError("client_ip", "must be an IP address");
        return InetAddress.getLoopbackAddress();
    }

    private static Result result(Fields body, String field) {
        return Result.of(body.optionalWord(field, RESULTS).orElse(Result.NONE.word()));
    }

    private static Verdicts verdicts(Result dkim, Result spf, Result dmarc) {
        return new Verdicts(
                new Verdicts.Spf(spf, "", Verdicts.Spf.Identity.MAILFROM, ""),
                new Verdicts.Spf(Result.NONE, "", Verdicts.Spf.Identity.HELO, ""),
                dkim == Result.NONE
                        ? List.of()
                        : List.of(new Verdicts.Dkim(dkim, "", "", "", 0, false, false, false, "")),
                new Verdicts.Dmarc(dmarc, "", "", 100, false, false, ""),
                new Verdicts.Arc(Result.NONE, 0, "", ""),
                false,
                "");
    }
}
