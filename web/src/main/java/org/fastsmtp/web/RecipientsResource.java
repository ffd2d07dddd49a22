package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.fastsmtp.access.Scopes;
import org.fastsmtp.domain.Recipient;
import org.fastsmtp.domain.Recipients;

/** Recipients of a domain (CONTRACT sections 1.8 and 12). */
@Path("/domains/{domain_id}/recipients")
@RequestScoped
public class RecipientsResource {
    private final Call call;
    private final Recipients recipients;
    private final WebhookAddresses addresses;

    public RecipientsResource() {
        this(null, null, null);
    }

    @Inject
    public RecipientsResource(Call call, Recipients recipients, WebhookAddresses addresses) {
        this.call = call;
        this.recipients = recipients;
        this.addresses = addresses;
    }

    @GET
    public Response list() {
        UUID domainId = call.path("domain_id");
        call.domain(domainId).requireMember().requireScope(Scopes.RECIPIENTS_READ);
        return Answer.list(recipients.list(domainId), this::shown);
    }

    @POST
    @WithBody
    public Response create() {
        UUID domainId = call.path("domain_id");
        RecipientWish wish = RecipientWish.forCreation(call.body(), addresses);
        call.domain(domainId).requireAdmin().requireScope(Scopes.RECIPIENTS_WRITE);
        Recipient made = recipients.create(call.caller(), domainId, wish.draft(), wish.secret());
        return Answer.created(RecipientJson.of(made, true));
    }

    @GET
    @Path("{recipient_id}")
    public Response read() {
        UUID domainId = call.path("domain_id");
        UUID id = call.path("recipient_id");
        call.domain(domainId).requireMember().requireScope(Scopes.RECIPIENTS_READ);
        return Answer.ok(shown(recipients.find(domainId, id).orElseThrow(RecipientsResource::missing)));
    }

    @PUT
    @Path("{recipient_id}")
    @WithBody
    public Response update() {
        UUID domainId = call.path("domain_id");
        UUID id = call.path("recipient_id");
        RecipientWish wish = RecipientWish.forUpdate(call.body(), addresses);
        call.domain(domainId).requireAdmin().requireScope(Scopes.RECIPIENTS_WRITE);
        return recipients
                .update(call.caller(), domainId, id, wish::appliedTo, wish.secret())
                .map(recipient -> Answer.ok(RecipientJson.of(recipient, true)))
                .orElseThrow(RecipientsResource::missing);
    }

    @DELETE
    @Path("{recipient_id}")
    public Response delete() {
        UUID domainId = call.path("domain_id");
        UUID id = call.path("recipient_id");
        call.domain(domainId).requireAdmin().requireScope(Scopes.RECIPIENTS_WRITE);
        return recipients
                .delete(call.caller(), domainId, id)
                .map(recipient -> Answer.message(
                        "Recipient '" + recipient.content().localPart().orElse("*") + "' deleted"))
                .orElseThrow(RecipientsResource::missing);
    }

    /** Whoever may write sees the headers; others see which there are. */
    private jakarta.json.JsonObject shown(Recipient recipient) {
        return RecipientJson.of(recipient, call.caller().hasScope(Scopes.RECIPIENTS_WRITE));
    }

    private static Problem missing() {
        return Problem.notFound("Recipient not found");
    }
}
