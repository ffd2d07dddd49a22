package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.access.Scopes;
import org.fastsmtp.domain.Domain;
import org.fastsmtp.domain.DomainFlags;
import org.fastsmtp.domain.Domains;
import org.fastsmtp.settings.Settings;
import org.fastsmtp.smtp.DomainName;
import org.fastsmtp.smtp.InvalidDomainNameException;

/** Domains (CONTRACT section 1.8). */
@Path("/domains")
@RequestScoped
public class DomainsResource {
    private final Call call;
    private final Domains domains;
    private final Settings settings;

    public DomainsResource() {
        this(null, null, null);
    }

    @Inject
    public DomainsResource(Call call, Domains domains, Settings settings) {
        this.call = call;
        this.domains = domains;
        this.settings = settings;
    }

    @GET
    public Response list() {
        call.requireScope(Scopes.DOMAINS_READ);
        return Answer.list(domains.list(call.caller()), Domain::json);
    }

    @POST
    @WithBody
    public Response create() {
        Fields body = call.body();
        Optional<DomainName> name = name(body, body.requiredString("domain_name", 1, 255));
        DomainFlags flags = flags(body);
        call.requireSuperuser().requireScope(Scopes.DOMAINS_WRITE);
        requireS3(flags);
        return Answer.created(
                domains.create(call.caller(), name.orElseThrow(), flags).json());
    }

    @GET
    @Path("{domain_id}")
    public Response read() {
        UUID id = call.path("domain_id");
        call.domain(id).requireMember().requireScope(Scopes.DOMAINS_READ);
        return Answer.ok(domains.find(id).orElseThrow(DomainsResource::missing).json());
    }

    @PUT
    @Path("{domain_id}")
    @WithBody
    public Response update() {
        UUID id = call.path("domain_id");
        Fields body = call.body();
        Optional<Boolean> isEnabled = body.optionalBool("is_enabled");
        DomainFlags flags = flags(body);
        call.domain(id).requireAdmin().requireScope(Scopes.DOMAINS_WRITE);
        requireS3(flags);
        return domains.update(
                        call.caller(),
                        id,
                        domain ->
                                domain.with(isEnabled.orElse(domain.isEnabled()), merged(body, flags, domain.flags())))
                .map(domain -> Answer.ok(domain.json()))
                .orElseThrow(DomainsResource::missing);
    }

    @DELETE
    @Path("{domain_id}")
    public Response delete() {
        UUID id = call.path("domain_id");
        call.domain(id).requireOwner().requireScope(Scopes.DOMAINS_DELETE);
        return domains.delete(call.caller(), id)
                .map(name -> Answer.message("Domain '" + name + "' deleted"))
                .orElseThrow(DomainsResource::missing);
    }

    /** Empty, with a fault, for what is no domain name. */
    private static Optional<DomainName> name(Fields body, String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(DomainName.parse(text));
        } catch (InvalidDomainNameException e) {
            body.valueError("domain_name", "Invalid domain name: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static DomainFlags flags(Fields body) {
        return new DomainFlags(
                body.nullableBool("verify_dkim"),
                body.nullableBool("verify_spf"),
                body.nullableBool("reject_dkim_fail"),
                body.nullableBool("reject_spf_fail"),
                body.nullableBool("preserve_raw_message"));
    }

    /** Only what was sent counts; a null that was sent means: the global setting again. */
    private static DomainFlags merged(Fields body, DomainFlags sent, DomainFlags stored) {
        return new DomainFlags(
                body.has("verify_dkim") ? sent.verifyDkim() : stored.verifyDkim(),
                body.has("verify_spf") ? sent.verifySpf() : stored.verifySpf(),
                body.has("reject_dkim_fail") ? sent.rejectDkimFail() : stored.rejectDkimFail(),
                body.has("reject_spf_fail") ? sent.rejectSpfFail() : stored.rejectSpfFail(),
                body.has("preserve_raw_message") ? sent.preserveRawMessage() : stored.preserveRawMessage());
    }

    /** The string form of 422 (CONTRACT section 10). */
    private void requireS3(DomainFlags flags) {
        if (flags.preserveRawMessage().orElse(false) && !settings.hasS3()) {
            throw Problem.unprocessable(
                    "preserve_raw_message needs S3; missing settings: " + String.join(", ", settings.missingS3()));
        }
    }

    private static Problem missing() {
        return Problem.notFound("Domain not found");
    }
}
