package org.fastsmtp.web;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/** The OpenAPI document and Swagger UI, which shows it at both of the contract's addresses. */
@WebServlet(
        name = "Docs",
        urlPatterns = {"/openapi.json", "/docs", "/docs/*", "/redoc"})
public class Docs extends GetOnly {
    private static final String HTML = "text/html; charset=utf-8";
    /** Path below the class → type. Nothing else of the web jar is served. */
    private static final Map<String, String> FILES = Map.of(
            "/docs/swagger-ui.css", "text/css; charset=utf-8",
            "/docs/swagger-ui-bundle.js", "text/javascript; charset=utf-8",
            "/docs/favicon-32x32.png", "image/png");

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getRequestURI();
        if (path.equals("/openapi.json")) {
            serve(request, response, "openapi.json", "application/json");
        } else if (path.equals("/docs") || path.equals("/redoc")) {
            serve(request, response, "docs.html", HTML);
        } else if (FILES.containsKey(path)) {
            serve(request, response, "swagger-ui" + path.substring("/docs".length()), FILES.get(path));
        } else {
            FrontDoor.fail(request, response, 404, "Not Found");
        }
    }

    private static void serve(HttpServletRequest request, HttpServletResponse response, String file, String type)
            throws IOException {
        Optional<byte[]> content = read(file);
        if (content.isPresent()) {
            FrontDoor.write(request, response, 200, type, content.get());
        } else {
            FrontDoor.fail(request, response, 404, "Not Found");
        }
    }

    static Optional<byte[]> read(String file) throws IOException {
        try (InputStream content = Docs.class.getResourceAsStream(file)) {
            return content == null ? Optional.empty() : Optional.of(content.readAllBytes());
        }
    }
}
