package org.fastsmtp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.fastsmtp.webhook.PayloadSchema;

/** The JSON Schema of the payload, for receivers that check what they get. Needs no key: it says nothing of this server. */
@Path("/payload-schema")
@RequestScoped
public class SchemaResource {
    @GET
    @Open
    public Response schema() {
        return Response.ok(PayloadSchema.text(), "application/schema+json").build();
    }
}
