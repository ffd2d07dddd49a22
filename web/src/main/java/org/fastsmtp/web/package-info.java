/**
 * The REST API (CONTRACT section 1): routes, faults, rights, answers. Asks the features for everything else: no SQL, no row, no rule of the
 * business belongs here.
 *
 * <p><b>How a resource is written.</b> A public class, {@code @Path} (below {@code /api/v1}) and {@code @RequestScoped}, its services and
 * the {@link org.fastsmtp.web.Call} injected by constructor; beside it a public constructor without arguments, which CDI's proxy and
 * RESTEasy ask for. Methods
 * return {@link jakarta.ws.rs.core.Response} by {@link org.fastsmtp.web.Answer}, take no parameters, and bear neither {@code @Consumes} nor
 * {@code @Produces}. Whoever takes a JSON object is {@link org.fastsmtp.web.WithBody}. A key is asked for by itself. Path parameters are
 * named in snake case: {@code domain_id}, {@code ruleset_id}, {@code log_id}.
 *
 * <pre>{@code
 * @POST
 * @WithBody
 * public Response create() {
 *     UUID domainId = call.path("domain_id");                          // 1. read everything: path, query, body
 *     Fields body = call.body();
 *     String name = body.requiredString("name", 1, 255);
 *     int priority = body.optionalInteger("priority", 0, 1000).orElse(0);
 *     call.domain(domainId).requireAdmin().requireScope(Scopes.RULES_WRITE); // 2. 422 with all faults, 404, 403, 403, 403
 *     return Answer.created(json(rulesets.create(call.caller(), domainId, name, priority)));   // 3. do it
 * }
 * }</pre>
 *
 * <p>Reading collects faults and throws nothing; until {@code validated()}, {@code domain()} or a {@code require…} has passed, values may be
 * stand-ins. For PUT {@link org.fastsmtp.web.Fields#has} tells "absent" from "null". A fault of one's own:
 * {@code body.valueError("field", "Invalid field: …")}. Other refusals: {@code throw Problem.notFound("Ruleset not found")}. Services
 * throw {@link org.fastsmtp.access.AlreadyExistsException} for 409 and write the audit log
 * ({@link org.fastsmtp.access.Audit#record}) in the same transaction. Every route stands in {@code META-INF/openapi.json}; a test
 * compares.
 */
package org.fastsmtp.web;
