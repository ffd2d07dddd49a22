package org.fastsmtp.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/** Cross-origin requests for the origins of the setting; nothing at all while it is empty (CONTRACT section 1.1). */
@ApplicationScoped
public class Cors {
    private static final String METHODS = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";

    private final List<String> origins;

    protected Cors() {
        this.origins = List.of();
    }

    @Inject
    public Cors(Settings settings) {
        this.origins = settings.get(Setting.CORS_ORIGINS);
    }

    /** Sets the headers, and answers what is a preflight. @return whether nothing is left to do */
    boolean answers(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String origin = request.getHeader("Origin");
        if (origins.isEmpty() || origin == null) {
            return false;
        }
        boolean any = origins.contains("*");
        boolean allowed = any || origins.contains(origin);
        if (!any) {
            response.setHeader("Access-Control-Allow-Credentials", "true");
            response.addHeader("Vary", "Origin");
        }
        if (allowed) {
            response.setHeader("Access-Control-Allow-Origin", any ? "*" : origin);
        }
        if (!request.getMethod().equals("OPTIONS") || request.getHeader("Access-Control-Request-Method") == null) {
            return false;
        }
        String headers = request.getHeader("Access-Control-Request-Headers");
        response.setHeader("Access-Control-Allow-Methods", METHODS);
        response.setHeader("Access-Control-Max-Age", "600");
        if (headers != null) {
            response.setHeader("Access-Control-Allow-Headers", headers);
        }
        FrontDoor.write(
                request,
                response,
                allowed ? 200 : 400,
                "text/plain; charset=utf-8",
                (allowed ? "OK" : "Disallowed CORS origin").getBytes(StandardCharsets.UTF_8));
        return true;
    }
}
