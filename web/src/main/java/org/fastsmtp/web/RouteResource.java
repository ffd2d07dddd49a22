package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.access.Scopes;
import org.fastsmtp.domain.RoutedDomain;
import org.fastsmtp.domain.Routing;
import org.fastsmtp.json.Json;
import org.fastsmtp.smtp.EmailAddress;
import org.fastsmtp.smtp.InvalidAddressException;

/** Which recipient of a domain takes an address, and why: asked of the table that decides at RCPT. */
@Path("/domains/{domain_id}/route")
@RequestScoped
public class RouteResource {
    private static final int LONGEST_ADDRESS = 1000;

    private final Call call;
    private final Routing routing;

    public RouteResource() {
        this(null, null);
    }

    @Inject
    public RouteResource(Call call, Routing routing) {
        this.call = call;
        this.routing = routing;
    }

    @GET
    public Response route() {
        UUID domainId = call.path("domain_id");
        Fields query = call.query();
        String text = query.requiredString("address", 1, LONGEST_ADDRESS);
        Optional<EmailAddress> address = address(query, text);
        call.domain(domainId).requireMember().requireScope(Scopes.RECIPIENTS_READ);
        Optional<RoutedDomain> domain = routing.table().flatMap(table -> table.domain(domainId));
        return Answer.ok(answer(domain, address.orElseThrow(), text));
    }

    /** @param domain absent from the table while it is disabled */
    static JsonObject answer(Optional<RoutedDomain> domain, EmailAddress asked, String text) {
        if (domain.isEmpty()) {
            return refused(text, "the domain is disabled: RCPT is refused");
        }
        if (!asked.domain().equals(domain.get().name())) {
            return refused(
                    text,
                    "the address is of another domain than " + domain.get().name());
        }
        return domain.get()
                .match(asked.localPart())
                .map(match -> taken(text, match))
                .orElseGet(() -> refused(
                        text, "no enabled recipient has this local part, nor the part before a +, and no catch-all"));
    }

    private static Optional<EmailAddress> address(Fields query, String text) {
        try {
            return Optional.of(EmailAddress.parse(text));
        } catch (InvalidAddressException e) {
            if (!text.isEmpty()) {
                query.valueError("address", e.getMessage());
            }
            return Optional.empty();
        }
    }

    private static JsonObject taken(String address, RoutedDomain.Match match) {
        return Json.createObjectBuilder()
                .add("address", address)
                .add("recipient_id", Answer.id(match.route().recipientId()))
                .add("webhook_url", match.route().webhookUrl())
                .add("matched_by", match.how().name().toLowerCase(Locale.ROOT))
                .add("why", why(match.how()))
                .build();
    }

    private static String why(RoutedDomain.How how) {
        return switch (how) {
            case EXACT -> "a recipient has this local part";
            case PLUS -> "a recipient has the part before the first +";
            case CATCH_ALL -> "no recipient has this local part, the catch-all takes it";
        };
    }

    private static JsonObject refused(String address, String why) {
        return Json.createObjectBuilder()
                .add("address", address)
                .addNull("recipient_id")
                .addNull("webhook_url")
                .addNull("matched_by")
                .add("why", why)
                .build();
    }
}
