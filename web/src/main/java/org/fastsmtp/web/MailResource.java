package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Optional;
import org.fastsmtp.access.Audit;
import org.fastsmtp.access.DatabaseException;
import org.fastsmtp.archive.StoredMail;
import org.fastsmtp.delivery.LogEntry;
import org.fastsmtp.delivery.MailView;
import org.fastsmtp.json.Json;
import org.fastsmtp.message.Attachment;

/**
 * What a delivery was made from, to be saved: the mail as it came, or one of its attachments. Strangers wrote it: no browser is to show it or
 * to guess what it is. Each download stands in the audit log.
 */
@Path("/delivery-log/{log_id}")
@RequestScoped
public class MailResource {
    private final Call call;
    private final DeliveryAccess access;
    private final MailView mails;
    private final Audit audit;

    public MailResource() {
        this(null, null, null, null);
    }

    @Inject
    public MailResource(Call call, DeliveryAccess access, MailView mails, Audit audit) {
        this.call = call;
        this.access = access;
        this.mails = mails;
        this.audit = audit;
    }

    @GET
    @Path("raw")
    public Response raw() {
        LogEntry entry = access.forMember();
        try {
            StoredMail mail = mails.of(entry.id()).orElseThrow(DeliveryAccess::missing);
            note(entry, "raw");
            return download("message/rfc822", mail.id() + ".eml", mail.content()::open)
                    .header("Content-Length", mail.content().size())
                    .build();
        } catch (MailView.GoneException e) {
            throw gone();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    @GET
    @Path("attachments/{place}")
    public Response attachment() {
        int place = call.pathNumber("place");
        LogEntry entry = access.forMember();
        try {
            Attachment attachment =
                    mails.attachment(entry.id(), place).orElseThrow(() -> Problem.notFound("Attachment not found"));
            note(entry, "attachment " + place);
            return download(type(attachment.contentType()), attachment.filename(), attachment::open)
                    .build();
        } catch (MailView.GoneException e) {
            throw gone();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens what is sent. */
    @FunctionalInterface
    private interface Source {
        InputStream open() throws IOException;
    }

    private static Response.ResponseBuilder download(String type, String filename, Source source) {
        StreamingOutput octets = out -> {
            try (InputStream in = source.open()) {
                in.transferTo(out);
            }
        };
        return Response.ok(octets, type)
                .header("Content-Disposition", Disposition.attachment(filename))
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "sandbox")
                .header("Cache-Control", "private, no-store");
    }

    /** What a sender wrote as type may be no type at all. */
    private static String type(String written) {
        return written.matches("[a-z0-9.+_-]{1,100}/[a-z0-9.+_-]{1,100}") ? written : "application/octet-stream";
    }

    private void note(LogEntry entry, String what) {
        JsonObject taken = Json.createObjectBuilder().add("content", what).build();
        audit.record(
                call.caller(),
                "download",
                "delivery",
                Optional.of(entry.id()),
                entry.domainId(),
                Optional.empty(),
                Optional.of(taken));
    }

    private static Problem gone() {
        return new Problem(410, "The content of this mail is gone");
    }
}
