package org.fastsmtp.web;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.fastsmtp.json.Json;

/** The first checks on a request whose route is known: is the body JSON, then whose key is it (CONTRACT section 1.1). */
@Provider
@ApplicationScoped
@Priority(Priorities.AUTHENTICATION)
public class Authenticate implements ContainerRequestFilter {
    private final Call call;
    private final Gate gate;

    @Context
    private ResourceInfo route;

    @Context
    private HttpServletRequest shadow;

    @Context
    private HttpServletResponse response;

    public Authenticate() {
        this(null, null);
    }

    @Inject
    public Authenticate(Call call, Gate gate) {
        this.call = call;
        this.gate = gate;
    }

    @Override
    public void filter(ContainerRequestContext context) {
        HttpServletRequest request = (HttpServletRequest) shadow.getAttribute(Attributes.REQUEST);
        Method method = route.getResourceMethod();
        request.setAttribute(Attributes.ROUTE, Routes.templateOf(route.getResourceClass(), method));
        Optional<JsonValue> content = method.isAnnotationPresent(WithBody.class) ? content(request) : Optional.empty();
        String query = request.getQueryString();
        call.begin(context.getUriInfo().getPathParameters(), query == null ? "" : query, content);
        if (!method.isAnnotationPresent(Open.class)) {
            gate.admit(request, response);
        }
    }

    private static Optional<JsonValue> content(HttpServletRequest request) {
        byte[] octets = (byte[]) request.getAttribute(Attributes.BODY);
        if (octets.length == 0) {
            return Optional.empty();
        }
        if (!isJson(request.getContentType())) {
            return Optional.of(Json.createValue(new String(octets, StandardCharsets.UTF_8)));
        }
        try {
            return Optional.of(JsonText.read(octets));
        } catch (JsonText.Malformed e) {
            throw new InvalidRequest(List.of(new Fault(
                    "json_invalid",
                    List.of("body", e.offset()),
                    "JSON decode error",
                    JsonValue.EMPTY_JSON_OBJECT,
                    Map.of("error", Json.createValue(e.getMessage())))));
        } catch (JsonText.Unreadable e) {
            throw Problem.badRequest("There was an error parsing the body");
        }
    }

    /** No type at all counts as JSON, as it always did. */
    static boolean isJson(String contentType) {
        if (contentType == null || contentType.isBlank()) {
            return true;
        }
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
    }
}
